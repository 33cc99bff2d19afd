using System.Text.Json;

namespace ServerlessIot.Benchmarks.Planner;

/// <summary>What was measured, so that the planned side can be worked out again without the host.</summary>
/// <param name="Batches">What batches take, by function.</param>
/// <param name="Moves">How fast partitions move.</param>
/// <param name="Cores">Cores of the machine.</param>
/// <param name="Rounds">The rounds.</param>
internal sealed record Measured(IReadOnlyDictionary<string, Batches> Batches, Moves Moves, int Cores, IReadOnlyList<Round> Rounds)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { IncludeFields = true };

    /// <summary>Writes it to a file.</summary>
    public void Save(string file) => File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(this, Format));

    /// <summary>Reads it from a file.</summary>
    public static Measured Read(string file) => JsonSerializer.Deserialize<Measured>(File.ReadAllBytes(file), Format) ?? throw new InvalidDataException($"{file} is empty.");
}

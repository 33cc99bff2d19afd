using System.Text.Json;

namespace ServerlessIot.Edition.Supervision;

/// <summary><c>run.json</c>: name, process id, port and state of every part, for scripts and tests; gone once the edition has ended.</summary>
/// <param name="Edition">Process id of the edition itself.</param>
/// <param name="Parts">The parts.</param>
public sealed record RunFile(int Edition, IReadOnlyList<RunFile.Entry> Parts)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>One part.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Pid">Its process id; null while it has no process.</param>
    /// <param name="Port">Its port; 0 when it does not listen.</param>
    /// <param name="State">Its state, in lower case.</param>
    /// <param name="Restarts">Times it was started again.</param>
    public sealed record Entry(string Name, int? Pid, int Port, string State, int Restarts);

    /// <summary>Writes the file in one step, so that a reader never sees half of it.</summary>
    internal static void Write(string path, IEnumerable<SupervisedPart> parts)
    {
        var entries = parts.Select(part => new Entry(part.Definition.Name, part.Pid, part.Definition.Port, part.State.ToString().ToLowerInvariant(), part.Restarts));
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(new RunFile(Environment.ProcessId, [.. entries]), Format));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Reads the file; null when there is none.</summary>
    public static RunFile? Read(string path) => File.Exists(path) ? JsonSerializer.Deserialize<RunFile>(File.ReadAllText(path), Format) : null;
}

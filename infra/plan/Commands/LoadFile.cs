using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessIot.Plan.Input;

namespace ServerlessIot.Plan.Commands;

/// <summary>A load in a JSON file; what it leaves out has the options' defaults.</summary>
/// <param name="MessagesPerSecond">See <see cref="Load.MessagesPerSecond"/>.</param>
/// <param name="PayloadBytes">See <see cref="Load.PayloadBytes"/>.</param>
/// <param name="Devices">See <see cref="Load.Devices"/>.</param>
/// <param name="Curve">Name of a curve, or 24 numbers.</param>
/// <param name="AlarmRate">See <see cref="Load.AlarmRate"/>.</param>
/// <param name="QuarantineRate">See <see cref="Load.QuarantineRate"/>.</param>
/// <param name="Size">Name of a size.</param>
/// <param name="Partitions">A number, or <c>needed</c>.</param>
/// <param name="Changes">Changes to the size, in its shape.</param>
internal sealed record LoadFile(
    double? MessagesPerSecond = null, double? PayloadBytes = null, double? Devices = null, JsonElement? Curve = null, double? AlarmRate = null, double? QuarantineRate = null,
    string? Size = null, JsonElement? Partitions = null, JsonObject? Changes = null)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="PlanException">It is missing, or not as it should be.</exception>
    public static LoadFile Read(string file) => JsonFile.Read<LoadFile>(file);

    /// <summary>The curve; null when none is told.</summary>
    /// <exception cref="PlanException">It is no curve.</exception>
    public DailyCurve? DailyCurve() => Curve switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } name => Input.DailyCurve.Parse(name.GetString()!),
        { ValueKind: JsonValueKind.Array } hours when hours.EnumerateArray().All(hour => hour.ValueKind == JsonValueKind.Number) =>
            Input.DailyCurve.Of("own", [.. hours.EnumerateArray().Select(hour => hour.GetDouble())]),
        _ => throw new PlanException("curve: a name, or 24 numbers."),
    };

    /// <summary>Partitions as the option takes them; null when none are told.</summary>
    public string? PartitionText() => Partitions?.ToString();
}

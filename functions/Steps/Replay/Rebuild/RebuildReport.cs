namespace ServerlessIot.Steps.Replay.Rebuild;

/// <summary>What was made again, held against what is stored.</summary>
public sealed record RebuildReport
{
    /// <summary>Most examples kept.</summary>
    public const int MostExamples = 100;

    /// <summary>Devices looked at.</summary>
    public long Devices { get; init; }

    /// <summary>Rows read.</summary>
    public long Rows { get; init; }

    /// <summary>Things compared: equal, different, missing and extra ones.</summary>
    public long Compared { get; init; }

    /// <summary>Stored as they were made again.</summary>
    public long Equal { get; init; }

    /// <summary>Stored otherwise.</summary>
    public long Different { get; init; }

    /// <summary>Made again, and not stored.</summary>
    public long Missing { get; init; }

    /// <summary>Stored, and not made again.</summary>
    public long Extra { get; init; }

    /// <summary>Twins that include later rows than could be read: not compared.</summary>
    public long Newer { get; init; }

    /// <summary>Alerts within a minute of a change of rules or in the cooldown behind it, and from before it is known which rules held: not compared.</summary>
    public long Unsure { get; init; }

    /// <summary>The first differences.</summary>
    public IReadOnlyList<RebuildExample> Examples { get; init; } = [];

    /// <summary>With what was found at another device.</summary>
    internal RebuildReport With(RebuildReport other) => new()
    {
        Devices = Devices + other.Devices,
        Rows = Rows + other.Rows,
        Compared = Compared + other.Compared,
        Equal = Equal + other.Equal,
        Different = Different + other.Different,
        Missing = Missing + other.Missing,
        Extra = Extra + other.Extra,
        Newer = Newer + other.Newer,
        Unsure = Unsure + other.Unsure,
        Examples = [.. Examples.Concat(other.Examples).Take(MostExamples)],
    };
}

/// <summary>A difference.</summary>
/// <param name="Device">Device.</param>
/// <param name="Id">Id of the document.</param>
/// <param name="Difference">different, missing or extra.</param>
/// <param name="Stored">JSON of what is stored, at most 2,000 characters of it; null when it is missing.</param>
/// <param name="Rebuilt">JSON of what was made again, at most 2,000 characters of it; null when it is extra.</param>
public sealed record RebuildExample(string Device, string Id, string Difference, string? Stored, string? Rebuilt);

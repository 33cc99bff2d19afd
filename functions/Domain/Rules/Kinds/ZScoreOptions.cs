namespace ServerlessIot.Domain.Rules.Kinds;

/// <summary>Options of a <see cref="ZScoreRule"/>.</summary>
/// <param name="Measures">Names of measures, such as <c>temperature</c>, or <c>*</c>; the first of an event counts. A device that sends several in turn needs a rule for each.</param>
/// <param name="Window">Length of the window, 1 s to 60 d.</param>
/// <param name="Buckets">Buckets of the window, 2–60.</param>
/// <param name="Samples">Values from which it can tell, 2 or more.</param>
/// <param name="Score">A score above this fires, 0–1.</param>
/// <param name="High">A score above this is of severity 4, else 3; NaN for the rule's own severity.</param>
public sealed record ZScoreOptions(TextPatterns Measures, TimeSpan Window, int Buckets, int Samples, double Score, double High)
{
    /// <summary>Deviations that make a score of 1: score = min(z ÷ scale, 1). Above 0.</summary>
    public double Scale { get; init; } = 3;

    /// <summary>How long a device has to be known before it can tell.</summary>
    public TimeSpan Learn { get; init; }

    /// <summary>A score above this sends a command; NaN for none.</summary>
    public double ActionScore { get; init; } = double.NaN;

    /// <summary>A value above this sends <see cref="ActionThen"/>, else <see cref="ActionElse"/> (SOURCES 7).</summary>
    public double ActionAbove { get; init; }

    /// <summary>The command for values above.</summary>
    public string? ActionThen { get; init; }

    /// <summary>The command for others.</summary>
    public string? ActionElse { get; init; }
}

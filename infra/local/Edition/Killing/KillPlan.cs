using ServerlessIot.Edition.Commands;

namespace ServerlessIot.Edition.Killing;

/// <summary>A part that is killed with -9 again and again while a run lasts.</summary>
/// <param name="Part">Its name: bridge, host, broker, azurite or cosmos.</param>
/// <param name="Every">Time between two kills.</param>
public sealed record KillPlan(string Part, TimeSpan Every)
{
    /// <summary>Parts that may be killed: all that the supervisor starts again.</summary>
    public static readonly IReadOnlyList<string> Parts = ["bridge", "host", "broker", "azurite", "cosmos"];

    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(10);

    /// <summary>Reads <c>PART</c>, <c>PART:every 10s</c> or <c>PART:10s</c>.</summary>
    /// <exception cref="EditionException">The text says something else.</exception>
    public static KillPlan Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var part = (colon < 0 ? text : text[..colon]).Trim().ToLowerInvariant();
        if (!Parts.Contains(part)) throw new EditionException($"--kill {text}: the parts are {string.Join(", ", Parts)}.");
        if (colon < 0) return new KillPlan(part, Usual);

        var every = text[(colon + 1)..].Trim();
        if (every.StartsWith("every", StringComparison.OrdinalIgnoreCase)) every = every["every".Length..].Trim();
        return new KillPlan(part, Duration.Parse(every));
    }
}

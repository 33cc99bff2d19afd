using System.Text.Json.Serialization;
using ServerlessIot.Domain.Rules;

namespace ServerlessIot.Steps.Rules;

/// <summary>Which rules were published when.</summary>
/// <param name="Since">What was in force before this time is not known, Unix milliseconds; 0 = all is known: first came the rules that ship.</param>
/// <param name="Publications">The publications, oldest first; their times do not decrease.</param>
public sealed record RuleHistory(long Since, IReadOnlyList<EarlierRules> Publications);

/// <summary>Rules that were published once.</summary>
/// <param name="Version">Version, from 1.</param>
/// <param name="Hash">SHA-256 of the file, lower-case hex.</param>
/// <param name="Time">When, Unix milliseconds.</param>
public sealed record EarlierRules(int Version, string Hash, long Time)
{
    /// <summary>Which they are.</summary>
    internal RulesName Name => new(Version, Hash);
}

/// <summary>The blob that says which rules were published last, and which before them. One that was written before these were kept lacks the last two.</summary>
/// <param name="Version">Version, from 1.</param>
/// <param name="Hash">SHA-256 of the file, lower-case hex.</param>
/// <param name="Rules">How many there are.</param>
/// <param name="Time">When, Unix milliseconds.</param>
/// <param name="By">Who did it; null = the holder of the key.</param>
/// <param name="Earlier">Those before, oldest first; null = not known.</param>
/// <param name="Since">As in <see cref="RuleHistory"/>; null = since these.</param>
internal sealed record LatestRules(int Version, string Hash, int Rules, long Time, string? By, IReadOnlyList<EarlierRules>? Earlier = null, long? Since = null)
{
    /// <summary>Publications kept, the latest among them.</summary>
    private const int MostKept = 100;

    /// <summary>What was published last.</summary>
    [JsonIgnore]
    public PublishedRules Published => new(Version, Hash, Rules, Time, By);

    /// <summary>All that is known.</summary>
    [JsonIgnore]
    public RuleHistory History => new(Since ?? Time, [.. Earlier ?? [], new EarlierRules(Version, Hash, Time)]);

    /// <summary>These, and behind them what was published then.</summary>
    /// <param name="before">What was published before; null for nothing.</param>
    /// <param name="isKnown">Whether nothing was published where there is nothing; else somebody damaged what said so.</param>
    public LatestRules After(LatestRules? before, bool isKnown)
    {
        // Clocks differ; the order of publications does not.
        var time = Math.Max(Time, before?.Time ?? 0);
        if (before is null) return this with { Time = time, Earlier = [], Since = isKnown ? 0 : time };
        var (since, earlier) = (before.History.Since, before.History.Publications);
        if (earlier.Count < MostKept) return this with { Time = time, Earlier = earlier, Since = since };
        earlier = [.. earlier.Skip(earlier.Count - MostKept + 1)];
        return this with { Time = time, Earlier = earlier, Since = earlier[0].Time };
    }
}

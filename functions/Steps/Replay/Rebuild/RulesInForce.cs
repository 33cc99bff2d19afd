using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rules;

namespace ServerlessIot.Steps.Replay.Rebuild;

/// <summary>
/// Which rules the step Alert held events against, by the events' arrival. It takes up new ones with a tick: one that their publication brings, or the next. That tick is not
/// kept, so within a minute of a publication it is not sure.
/// </summary>
internal sealed class RulesInForce
{
    /// <summary>Ticks come every minute (setting <c>Tick__Schedule</c>), and clocks differ, ms.</summary>
    private const long Unsure = 60_000;
    private readonly List<(long From, RuleSet Rules)> sets;
    private readonly HashSet<string> comparable;
    private readonly long[] switches;

    private RulesInForce(long since, List<(long From, RuleSet Rules)> sets)
    {
        this.sets = sets;
        Since = since;
        switches = [.. sets.Select(one => one.From).Where(from => from > 0)];
        var rules = sets.SelectMany(one => one.Rules.Rules).GroupBy(rule => rule.Head.Id, StringComparer.Ordinal);
        comparable = rules.Where(same => same.All(rule => rule.IsStateless && rule.Head.Scope.Groups is null)).Select(same => same.Key).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>What was in force before is not known, or not sure, Unix milliseconds; 0 = all is known.</summary>
    public long Since { get; }

    /// <summary>Reads the rules that were in force in a time.</summary>
    /// <param name="book">Where they were published.</param>
    /// <param name="from">First time, Unix milliseconds.</param>
    /// <param name="to">First time after.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ReplayImpossibleException">Some of them cannot be read any more, or it is not known which they were.</exception>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public static async Task<RulesInForce> ReadAsync(RuleBook book, long from, long to, CancellationToken cancellationToken)
    {
        var history = await book.HistoryAsync(cancellationToken);
        var sets = new List<(long From, RuleSet Rules)>();
        var before = history.Publications.LastOrDefault(one => one.Time <= from);
        if (before is null && history.Since == 0) sets.Add((0, RuleSet.Default));
        foreach (var one in history.Publications)
        {
            if (one == before || (one.Time > from && one.Time < to)) sets.Add((one.Time, await SetAsync(one.Name)));
        }

        if (sets.Count == 0) throw new ReplayImpossibleException("It is not known which rules were in force in this time.");
        return new RulesInForce(history.Since == 0 ? 0 : history.Since + Unsure, sets);

        async Task<RuleSet> SetAsync(RulesName name) => await book.ReadAsync(name, cancellationToken)
            ?? throw new ReplayImpossibleException($"Version {name.Version} of the rules was in force and cannot be read any more; the log says why.");
    }

    /// <summary>The sets in their order, each with the time from which on it holds, Unix milliseconds.</summary>
    public IReadOnlyList<(long From, RuleSet Rules)> Sets => sets;

    /// <summary>Index of the set for what arrived at a time, Unix milliseconds; the first for what came before it.</summary>
    public int At(long arrived) => Math.Max(0, sets.FindLastIndex(one => one.From <= arrived));

    /// <summary>Whether alerts of a rule can be made again: only a replay from the device's first event could tell of those that remember something, or that are for groups.</summary>
    public bool IsComparable(string rule) => comparable.Contains(rule);

    /// <summary>Whether it is not sure, or was not for long, by which rules something was judged at a time.</summary>
    /// <param name="time">Unix milliseconds.</param>
    /// <param name="cooldown">Whether an alert opens depends on what was alerted within this time before, ms.</param>
    public bool IsUnsure(long time, long cooldown) => Array.Exists(switches, at => time >= at - Unsure && time <= at + Unsure + cooldown);

    /// <summary>Whether the alert lasted over a change: then it is not sure which breaches it counted, and when it ended.</summary>
    public bool Lasts(AlertRecord alert)
    {
        var end = Math.Max(AlertTimes.Last(alert) + AlertTimes.Cooldown(alert), alert.Cleared ?? 0);
        return Array.Exists(switches, at => alert.Time <= at + Unsure && end >= at - Unsure);
    }
}

using System.Globalization;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Rules.State;

namespace ServerlessIot.Domain.Rules;

/// <summary>
/// A rule: a condition on a device's events, with what it remembers of the device in a fixed number of 8-byte words. Kinds say when the condition
/// holds; how long it has to hold, and that its end is noticed, is the same for all.
/// </summary>
/// <param name="head">What rules of all kinds have.</param>
public abstract class Rule(RuleHead head)
{
    /// <summary>What rules of all kinds have.</summary>
    public RuleHead Head => head;

    /// <summary>Name of the kind, as in the file.</summary>
    public abstract string Kind { get; }

    /// <summary>What it remembers of a device, bytes; a rule that has never anything to remember takes them with its first breach.</summary>
    public int StateBytes => 8 * (SlotHead.Words(head) + Words);

    /// <summary>Whether one event alone decides.</summary>
    public bool IsStateless => Words == 0 && head.For == TimeSpan.Zero;

    /// <summary>Place in its set.</summary>
    internal int Index { get; set; }

    /// <summary>Words that the kind needs.</summary>
    internal virtual int Words => 0;

    /// <summary>Whether it looks at ticks.</summary>
    internal virtual bool NeedsTicks => false;

    /// <summary>Whether it looks at connections.</summary>
    internal virtual bool NeedsPresence => false;

    /// <summary>Whether it goes by arrival instead of by the events' own time; then whatever comes may end its condition.</summary>
    internal virtual bool IsByArrival => false;

    /// <summary>What its words are about, as far as kind and number of words do not say: where another rule of the same id has another, they are no use to it.</summary>
    internal virtual string About => "";

    /// <summary>Text for people where the rule has none of its own.</summary>
    internal abstract string DefaultMessage { get; }

    /// <summary>Whether the event has measures that the condition is about; nothing but their names counts.</summary>
    internal abstract bool Reads(DeviceEvent e);

    /// <summary>Whether an event with the measures can be judged by what else it has, such as its unit.</summary>
    internal virtual bool Accepts(DeviceEvent e) => true;

    /// <summary>Whether the condition holds with this event; changes what is remembered.</summary>
    internal abstract Verdict OnEvent(DeviceEvent e, Span<ulong> words, ref Finding finding);

    /// <summary>The same, for kinds in which only what broke the rule can end that.</summary>
    /// <param name="e">The event.</param>
    /// <param name="words">What is remembered.</param>
    /// <param name="by">What <see cref="ByOf"/> said of the latest breach, while the condition holds; else, and where that is not known, 0.</param>
    /// <param name="finding">What was found.</param>
    internal virtual Verdict OnEvent(DeviceEvent e, Span<ulong> words, int by, ref Finding finding) => OnEvent(e, words, ref finding);

    /// <summary>A mark of what broke the rule, 1 to <see cref="SlotHead.MostBy"/>; 0 where whatever comes may end that.</summary>
    internal virtual int ByOf(in Finding finding) => 0;

    /// <summary>An event with other tags, which is not judged. Forgets that the condition held, where that is remembered.</summary>
    /// <param name="time">Time of the event, Unix milliseconds.</param>
    /// <param name="ended">Whether the condition was known to hold, and ended with it.</param>
    /// <param name="words">What is remembered.</param>
    internal virtual void OnOtherTags(long time, bool ended, Span<ulong> words)
    {
    }

    /// <summary>Whether the condition holds at a tick.</summary>
    /// <param name="time">The tick's time, Unix milliseconds.</param>
    /// <param name="words">What is remembered.</param>
    /// <param name="finding">What was found.</param>
    /// <param name="silence">See <see cref="RuleTurn.Silence"/>.</param>
    internal virtual Verdict OnTick(long time, ReadOnlySpan<ulong> words, ref Finding finding, out long silence)
    {
        silence = 0;
        return Verdict.None;
    }

    /// <summary>What it found beside value and limit, by name; null for nothing.</summary>
    public virtual IReadOnlyDictionary<string, string>? Details(in Finding finding) =>
        double.IsNaN(finding.Score) ? null : new Dictionary<string, string> { ["score"] = Text(finding.Score) };

    /// <summary>The alert's hit by an event, with its text for people.</summary>
    public RuleHit Hit(in Finding finding, DeviceEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        var group = head.GroupBy is not { } by ? null : by == "type" ? e.Type : EventProfiles.Find(e, by);
        return Hit(finding, e.Tenant, e.Device) with { Group = group is null ? null : AlertLimits.Cut($"{head.GroupBy}={group}", AlertLimits.GroupLength) };
    }

    /// <summary>The alert's hit by a silence, with its text for people.</summary>
    public RuleHit Hit(in Finding finding, string tenant, string device)
    {
        var severity = finding.Severity == 0 ? head.Severity : finding.Severity;
        var level = severity == head.Severity ? head.Level : AlertLevels.LevelOf(severity);
        return new RuleHit(head.Id, severity, level, finding.Measure, finding.Value, finding.Limit, AlertLimits.Cut(Message(finding, tenant, device), AlertLimits.TextLength))
        {
            Action = finding.Action ?? head.Action,
            Details = Cut(Details(finding)),
            Cooldown = head.Cooldown,
        };
    }

    /// <summary>A number as texts show it.</summary>
    protected static string Text(double number) => Math.Round(number, 3).ToString(CultureInfo.InvariantCulture);

    private static IReadOnlyDictionary<string, string>? Cut(IReadOnlyDictionary<string, string>? details) =>
        details is null || details.Values.All(text => text.Length <= AlertLimits.TextLength) ? details : details.ToDictionary(detail => detail.Key, detail => AlertLimits.Cut(detail.Value, AlertLimits.TextLength));

    private string Message(in Finding finding, string tenant, string device)
    {
        var text = head.Message ?? DefaultMessage;
        return text
            .Replace("{measure}", finding.Measure, StringComparison.Ordinal)
            .Replace("{value}", finding.Value.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{limit}", finding.Limit.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{side}", finding.IsBelow ? "below" : "above", StringComparison.Ordinal)
            .Replace("{score}", double.IsNaN(finding.Score) ? "" : Text(finding.Score), StringComparison.Ordinal)
            .Replace("{tenant}", tenant, StringComparison.Ordinal)
            .Replace("{rule}", head.Id, StringComparison.Ordinal)
            .Replace("{device}", device, StringComparison.Ordinal);
    }
}

using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Rules.State;

namespace ServerlessIot.Domain.Rules.Kinds;

/// <summary>
/// A value above or below a limit; at the limit it is within. Once broken, it is within again only beyond the hysteresis, which is kept in a word. Of several
/// measures, which may come one by one, only the one that broke it last can end that: the others say nothing of it. With a unit, limits are converted to the event's unit, and events in units that nobody knows are left alone (SOURCES 4).
/// </summary>
/// <param name="head">What rules of all kinds have.</param>
/// <param name="options">The limits.</param>
public sealed class ThresholdRule(RuleHead head, ThresholdOptions options) : Rule(head)
{
    /// <inheritdoc/>
    public override string Kind => "threshold";

    internal override int Words => options.Hysteresis > 0 ? 1 : 0;

    internal override string About => Words > 0 ? options.Measures.ToString() : "";

    internal override string DefaultMessage => "{measure} of {device} is {value}, {side} its limit {limit}";

    internal override bool Reads(DeviceEvent e) => Measures.TryFind(e, options.Measures, out _);

    internal override bool Accepts(DeviceEvent e) => options.Unit is not { } unit || Known(e, unit);

    internal override Verdict OnEvent(DeviceEvent e, Span<ulong> words, ref Finding finding) => OnEvent(e, words, 0, ref finding);

    internal override Verdict OnEvent(DeviceEvent e, Span<ulong> words, int by, ref Finding finding)
    {
        // When it was last looked at, and in the lowest bit whether it was broken. An older event is judged by itself.
        var isLate = words.Length > 0 && e.Time < (long)(words[0] >> 1);
        var broken = words.Length > 0 && !isLate && (words[0] & 1) != 0;
        var unit = options.Unit == RuleUnit.Celsius ? Units.Of(EventProfiles.Find(e, "unit")) : Unit.Source;
        var (low, high) = (Units.FromCelsius(options.Below, unit), Units.FromCelsius(options.Above, unit));
        // A difference, so without the offset between the scales.
        var back = broken ? (unit == Unit.Fahrenheit ? options.Hysteresis * 9 / 5 : options.Hysteresis) : 0;
        var (verdict, isOwn) = (Verdict.Calm, by == 0);
        var measures = e.Measurements;
        for (var i = 0; i < measures.Count && verdict == Verdict.Calm; i++)
        {
            var (name, value) = measures[i];
            if (!options.Measures.Match(name)) continue;
            var isIt = by == 0 || MarkOf(name) == by;
            isOwn |= isIt;
            var margin = isIt ? back : 0;
            if (value > high - margin) (verdict, finding) = (Verdict.Breach, new Finding(name, value, high));
            else if (value < low + margin) (verdict, finding) = (Verdict.Breach, new Finding(name, value, low, IsBelow: true));
        }

        var isOfAnother = verdict == Verdict.Calm && !isOwn;
        if (words.Length > 0 && !isLate && !(isOfAnother && broken)) words[0] = ((ulong)e.Time << 1) | (verdict == Verdict.Breach ? 1UL : 0);
        return isOfAnother ? Verdict.None : verdict;
    }

    internal override int ByOf(in Finding finding) => options.Measures.IsOne ? 0 : MarkOf(finding.Measure);

    internal override void OnOtherTags(long time, bool ended, Span<ulong> words)
    {
        if (words.Length > 0 && time >= (long)(words[0] >> 1)) words[0] = (ulong)time << 1;
    }

    /// <summary>A hash of a measure's name (FNV-1a): of two of a device, one in 33,000 pairs is taken for the same.</summary>
    private static int MarkOf(string measure)
    {
        var hash = 2_166_136_261;
        foreach (var character in measure) hash = (hash ^ character) * 16_777_619;
        return (int)((hash ^ (hash >> 15)) % SlotHead.MostBy) + 1;
    }

    private static bool Known(DeviceEvent e, RuleUnit unit)
    {
        var of = Units.Of(EventProfiles.Find(e, "unit"));
        return unit == RuleUnit.Source ? of == Unit.Source : of != Unit.Other;
    }
}

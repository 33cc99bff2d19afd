using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Rules.Kinds;

/// <summary>The change between two readings, by time. Events that are not later than the latest one say nothing.</summary>
/// <param name="head">What rules of all kinds have.</param>
/// <param name="measure">Measure.</param>
/// <param name="above">Most change for each <paramref name="per"/>, in the unit of the measure, above 0.</param>
/// <param name="per">Time that the change is for.</param>
/// <param name="direction">Which changes count: <c>rise</c>, <c>fall</c> or <c>both</c>.</param>
public sealed class RateRule(RuleHead head, string measure, double above, TimeSpan per, string direction) : Rule(head)
{
    /// <inheritdoc/>
    public override string Kind => "rate";

    internal override int Words => 2;

    internal override string About => measure;

    internal override string DefaultMessage => "{measure} of {device} changes by {value}, more than {limit}";

    internal override bool Reads(DeviceEvent e) => Measures.TryFind(e, measure, out _);

    internal override Verdict OnEvent(DeviceEvent e, Span<ulong> words, ref Finding finding)
    {
        Measures.TryFind(e, measure, out var value);
        var (time, before) = ((long)words[0], BitConverter.UInt64BitsToDouble(words[1]));
        if (e.Time <= time) return Verdict.None;
        (words[0], words[1]) = ((ulong)e.Time, BitConverter.DoubleToUInt64Bits(value));
        if (time == 0) return Verdict.None;
        var change = Math.Clamp((value - before) * per.TotalMilliseconds / (e.Time - time), double.MinValue, double.MaxValue);
        var counted = direction switch { "rise" => change, "fall" => -change, _ => Math.Abs(change) };
        if (!(counted > above)) return Verdict.Calm;
        finding = new Finding(measure, change, change < 0 ? -above : above, IsBelow: change < 0);
        return Verdict.Breach;
    }
}

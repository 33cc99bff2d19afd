using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Rules.Kinds;

/// <summary>
/// The difference between the largest and the smallest of the last n readings (SOURCES 3: the speed of a car, 3 to 10 samples, 30 km/h). Events older than the
/// latest one say nothing; after a longer pause than <paramref name="within"/> it begins anew.
/// </summary>
/// <param name="head">What rules of all kinds have.</param>
/// <param name="measure">Measure.</param>
/// <param name="above">Largest difference that is well, 0 or more.</param>
/// <param name="samples">Readings looked at, 2–64.</param>
/// <param name="least">Readings from which it can tell, 2 to <paramref name="samples"/>.</param>
/// <param name="within">Longest pause between two readings.</param>
public sealed class SpreadRule(RuleHead head, string measure, double above, int samples, int least, TimeSpan within) : Rule(head)
{
    /// <inheritdoc/>
    public override string Kind => "spread";

    // Time of the latest reading and how many there are, where the next one goes; then the readings.
    internal override int Words => 2 + samples;

    internal override string About => FormattableString.Invariant($"{measure} {samples}");

    internal override string DefaultMessage => "{measure} of {device} varies by {value} within its last readings, more than {limit}";

    internal override bool Reads(DeviceEvent e) => Measures.TryFind(e, measure, out _);

    internal override Verdict OnEvent(DeviceEvent e, Span<ulong> words, ref Finding finding)
    {
        Measures.TryFind(e, measure, out var value);
        var (latest, count, next) = ((long)words[0], (int)(words[1] >> 32), (int)(uint)words[1]);
        if (e.Time < latest) return Verdict.None;
        if (e.Time - latest > (long)within.TotalMilliseconds) (count, next) = (0, 0);
        var readings = words[2..];
        readings[next] = BitConverter.DoubleToUInt64Bits(value);
        count = Math.Min(count + 1, samples);
        words[0] = (ulong)e.Time;
        words[1] = ((ulong)count << 32) | (uint)((next + 1) % samples);
        if (count < least) return Verdict.None;
        var (min, max) = (double.MaxValue, double.MinValue);
        for (var i = 0; i < count; i++)
        {
            var reading = BitConverter.UInt64BitsToDouble(readings[i]);
            (min, max) = (Math.Min(min, reading), Math.Max(max, reading));
        }

        var spread = Math.Min(max - min, double.MaxValue);
        if (!(spread > above)) return Verdict.Calm;
        finding = new Finding(measure, spread, above);
        return Verdict.Breach;
    }
}

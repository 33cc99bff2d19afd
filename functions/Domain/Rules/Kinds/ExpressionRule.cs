using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Rules.Expressions;

namespace ServerlessIot.Domain.Rules.Kinds;

/// <summary>A condition over several measures: of one event, or, with a time, of the latest values within it.</summary>
/// <param name="head">What rules of all kinds have.</param>
/// <param name="condition">The condition.</param>
/// <param name="within">How old a value may be; zero when one event has to have all.</param>
public sealed class ExpressionRule(RuleHead head, Expression condition, TimeSpan within) : Rule(head)
{
    private readonly string[] measures = [.. condition.Measures];

    /// <inheritdoc/>
    public override string Kind => "expression";

    // Time and value of each measure.
    internal override int Words => within > TimeSpan.Zero ? 2 * measures.Length : 0;

    internal override string About => Words > 0 ? string.Join(' ', measures) : "";

    internal override string DefaultMessage => "{device} meets the condition of {rule}, with {measure} at {value}";

    internal override bool Reads(DeviceEvent e)
    {
        var (found, needed) = (0, Words > 0 ? 1 : measures.Length);
        foreach (var measure in measures)
        {
            if (Measures.TryFind(e, measure, out _)) found++;
        }

        return found >= needed;
    }

    internal override Verdict OnEvent(DeviceEvent e, Span<ulong> words, ref Finding finding)
    {
        Span<double> values = stackalloc double[measures.Length];
        var isNews = words.Length == 0;
        for (var i = 0; i < measures.Length; i++)
        {
            if (!Measures.TryFind(e, measures[i], out values[i]) || words.Length == 0 || e.Time < (long)words[2 * i]) continue;
            (words[2 * i], words[(2 * i) + 1]) = ((ulong)e.Time, BitConverter.DoubleToUInt64Bits(values[i]));
            isNews = true;
        }

        // What comes late is not judged by what was measured after it.
        if (!isNews || (words.Length > 0 && !Recall(words, e.Time, values))) return Verdict.None;
        if (!condition.Holds(values)) return Verdict.Calm;
        finding = new Finding(measures[0], values[0], 0);
        return Verdict.Breach;
    }

    /// <summary>The latest values; false when one is missing or too old.</summary>
    private bool Recall(ReadOnlySpan<ulong> words, long time, Span<double> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var of = (long)words[2 * i];
            if (of == 0 || Math.Abs(time - of) > (long)within.TotalMilliseconds) return false;
            values[i] = BitConverter.UInt64BitsToDouble(words[(2 * i) + 1]);
        }

        return true;
    }
}

using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Rules.State;

namespace ServerlessIot.Domain.Rules.Kinds;

/// <summary>
/// How far a value lies from the mean of the window before it, in its standard deviations (of the sample, n − 1): z, and score = min(z ÷ 3, 1) (SOURCES 7). Events from
/// before the window say nothing. With <c>for</c> and a window of days it finds that a machine has left its usual range.
/// </summary>
/// <param name="head">What rules of all kinds have.</param>
/// <param name="options">Window and limits.</param>
public sealed class ZScoreRule(RuleHead head, ZScoreOptions options) : Rule(head)
{
    private readonly long length = (long)options.Window.TotalMilliseconds / options.Buckets;

    /// <inheritdoc/>
    public override string Kind => "zscore";

    internal override int Words => SlidingBuckets.Words(options.Buckets);

    internal override string About => FormattableString.Invariant($"{options.Measures} {length} {options.Buckets}");

    internal override string DefaultMessage => "{measure} of {device} is {value}, far from its usual {limit} (score {score})";

    internal override bool Reads(DeviceEvent e) => Measures.TryFind(e, options.Measures, out _);

    internal override Verdict OnEvent(DeviceEvent e, Span<ulong> words, ref Finding finding)
    {
        Measures.TryFind(e, options.Measures, out var found);
        var value = found.Value;
        var buckets = new SlidingBuckets(words, options.Buckets, length);
        if (!buckets.Advance(e.Time)) return Verdict.None;
        buckets.Totals(out var count, out var mean, out var squares);
        var known = (buckets.IndexOf(e.Time) - buckets.First) * length >= (long)options.Learn.TotalMilliseconds;
        buckets.Add(e.Time, value);
        if (!known || count < options.Samples) return Verdict.None;
        var deviation = Math.Sqrt(squares / (count - 1));
        // A constant signal has no deviation to measure by; what the floats round is none.
        if (!(deviation > Math.Abs(mean) * 1e-6)) return Verdict.None;
        var score = Math.Min(Math.Abs(value - mean) / deviation / options.Scale, 1);
        if (!(score > options.Score)) return Verdict.Calm;
        finding = new Finding(found.Name, value, mean, value < mean, score, SeverityOf(score), ActionOf(score, value));
        return Verdict.Breach;
    }

    private int SeverityOf(double score) => double.IsNaN(options.High) ? 0 : score > options.High ? 4 : 3;

    private string? ActionOf(double score, double value) => !(score > options.ActionScore) ? null : value > options.ActionAbove ? options.ActionThen : options.ActionElse;
}

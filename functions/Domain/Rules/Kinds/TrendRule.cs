using System.Globalization;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Rules.State;

namespace ServerlessIot.Domain.Rules.Kinds;

/// <summary>
/// Time until a measure reaches a threshold, if it goes on as it does: the slope is the median of the slopes between all pairs of bucket means (Theil 1950, Sen 1968), which up to 29 %
/// of wild values do not move; confidence is the share of pairs whose slope has its sign. Looked at whenever a bucket begins, over the window before it, and from its time on; until then
/// nothing changes.
/// </summary>
/// <param name="head">What rules of all kinds have.</param>
/// <param name="options">Window and threshold.</param>
public sealed class TrendRule(RuleHead head, TrendOptions options) : Rule(head)
{
    /// <summary>Bucket means from which there is a trend.</summary>
    private const int LeastMeans = 4;
    private readonly long length = (long)options.Window.TotalMilliseconds / options.Buckets;

    /// <inheritdoc/>
    public override string Kind => "trend";

    internal override int Words => SlidingBuckets.Words(options.Buckets);

    internal override string About => FormattableString.Invariant($"{options.Measure} {length} {options.Buckets}");

    internal override string DefaultMessage => "{measure} of {device}, now {value}, will reach {limit}";

    internal override bool Reads(DeviceEvent e) => Measures.TryFind(e, options.Measure, out _);

    internal override Verdict OnEvent(DeviceEvent e, Span<ulong> words, ref Finding finding)
    {
        Measures.TryFind(e, options.Measure, out var value);
        var buckets = new SlidingBuckets(words, options.Buckets, length);
        var before = buckets.Newest;
        var now = buckets.IndexOf(e.Time);
        var verdict = before > 0 && now > before ? Judge(buckets, now, value, ref finding) : Verdict.None;
        if (!buckets.Advance(e.Time)) return Verdict.None;
        buckets.Add(e.Time, value);
        return verdict;
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string>? Details(in Finding finding) => new Dictionary<string, string>
    {
        ["confidence"] = Text(finding.Score),
        ["minutesToThreshold"] = ((int)finding.Mask / 60.0).ToString("0.0", CultureInfo.InvariantCulture),
    };

    private Verdict Judge(in SlidingBuckets buckets, long now, double value, ref Finding finding)
    {
        Span<double> times = stackalloc double[options.Buckets];
        Span<double> means = stackalloc double[options.Buckets];
        var n = 0;
        // Buckets before the one that begins, of which some may never have been; what was before a silence longer than the window no longer counts.
        for (var index = now - options.Buckets; index <= buckets.Newest; index++)
        {
            var (count, mean) = buckets.Bucket(index);
            if (count > 0) (times[n], means[n++]) = ((index - now) * (double)length, mean);
        }

        if (n < LeastMeans) return Verdict.None;
        Span<double> slopes = stackalloc double[n * (n - 1) / 2];
        Theil(times[..n], means[..n], slopes);
        var slope = Median(slopes);
        for (var i = 0; i < n; i++) means[i] -= slope * times[i];
        var level = Median(means[..n]);
        var confidence = slope == 0 ? 0 : (double)CountOf(slopes, Math.Sign(slope)) / slopes.Length;
        var ahead = options.IsBelow ? level - options.Limit : options.Limit - level;
        var towards = options.IsBelow ? -slope : slope;
        var left = ahead <= 0 ? 0 : towards > 0 ? ahead / towards : double.PositiveInfinity;
        if (!(left < options.Warn.TotalMilliseconds) || confidence < options.Confidence) return Verdict.Calm;
        finding = new Finding(options.Measure, value, options.Limit, options.IsBelow, confidence, Mask: (ulong)(left / 1_000));
        return Verdict.Breach;
    }

    private static void Theil(ReadOnlySpan<double> times, ReadOnlySpan<double> means, Span<double> slopes)
    {
        var at = 0;
        for (var i = 0; i < times.Length; i++)
        {
            for (var j = i + 1; j < times.Length; j++) slopes[at++] = (means[j] - means[i]) / (times[j] - times[i]);
        }
    }

    private static double Median(Span<double> values)
    {
        values.Sort();
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    private static int CountOf(ReadOnlySpan<double> slopes, int sign)
    {
        var count = 0;
        foreach (var slope in slopes)
        {
            if (Math.Sign(slope) == sign) count++;
        }

        return count;
    }
}

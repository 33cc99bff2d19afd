using System.Globalization;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Rules.Kinds;

/// <summary>
/// Weighted symptoms of a fault: the confidence is the sum of the weights of those that the device showed within a time, and was not seen without since. Events may bring measures one by one.
/// </summary>
/// <param name="head">What rules of all kinds have.</param>
/// <param name="symptoms">The symptoms, 1–16.</param>
/// <param name="threshold">Confidence from which it fires, 0–1.</param>
/// <param name="within">How long a symptom counts.</param>
/// <param name="diagnosis">What it says.</param>
public sealed class PatternRule(RuleHead head, IReadOnlyList<Symptom> symptoms, double threshold, TimeSpan within, Diagnosis diagnosis) : Rule(head)
{
    private readonly Symptom[] signs = [.. symptoms];

    /// <inheritdoc/>
    public override string Kind => "pattern";

    // Time of the latest value of each symptom's measure, and in the lowest bit whether it showed it.
    internal override int Words => signs.Length;

    internal override string About => string.Join(' ', signs.Select(sign => sign.Measure));

    internal override string DefaultMessage => "{device} shows signs of a fault of kind {measure} (confidence {score})";

    internal override bool Reads(DeviceEvent e)
    {
        foreach (var sign in signs)
        {
            if (Measures.TryFind(e, sign.Measure, out _)) return true;
        }

        return false;
    }

    internal override Verdict OnEvent(DeviceEvent e, Span<ulong> words, ref Finding finding)
    {
        var (confidence, mask, isNews) = (0.0, 0UL, false);
        for (var i = 0; i < signs.Length; i++)
        {
            var latest = (long)(words[i] >> 1);
            if (e.Time >= latest && Measures.TryFind(e, signs[i].Measure, out var value))
            {
                (latest, isNews) = (e.Time, true);
                words[i] = ((ulong)latest << 1) | (value > signs[i].Above || value < signs[i].Below ? 1UL : 0);
            }

            if ((words[i] & 1) == 0 || Math.Abs(e.Time - latest) > (long)within.TotalMilliseconds) continue;
            confidence += signs[i].Weight;
            mask |= 1UL << i;
        }

        // What comes late is not judged by what was measured after it.
        if (!isNews) return Verdict.None;
        // Weights such as 0.4 + 0.3 have no exact sum.
        confidence = Math.Round(confidence, 9);
        if (confidence < threshold) return Verdict.Calm;
        finding = new Finding(diagnosis.Fault, confidence, threshold, Score: confidence, Mask: mask);
        return Verdict.Breach;
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string>? Details(in Finding finding)
    {
        var mask = finding.Mask;
        var minutes = diagnosis.Minutes * (finding.Score >= 0.9 ? 1 : finding.Score >= 0.8 ? 1.5 : 2);
        var details = new Dictionary<string, string>
        {
            ["fault"] = diagnosis.Fault,
            ["confidence"] = Text(finding.Score),
            ["symptoms"] = string.Join(", ", signs.Where((_, i) => (mask & (1UL << i)) != 0).Select(sign => sign.Name)),
            ["minutesToRecover"] = minutes.ToString(CultureInfo.InvariantCulture),
        };
        if (diagnosis.Cause is not null) details["cause"] = diagnosis.Cause;
        if (diagnosis.Actions.Count > 0) details["actions"] = string.Join("; ", diagnosis.Actions);
        return details;
    }
}

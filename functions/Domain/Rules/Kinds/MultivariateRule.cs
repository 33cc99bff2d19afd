using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Rules.Kinds;

/// <summary>
/// How unusual several measures of one event are together: the root mean square of their deviations from the model, score = min(rms ÷ 3, 1), as for one measure (SOURCES 7). An event that lacks one
/// of them says nothing.
/// </summary>
/// <param name="head">What rules of all kinds have.</param>
/// <param name="terms">The model, 1–16 measures.</param>
/// <param name="threshold">A score above this fires, 0–1.</param>
public sealed class MultivariateRule(RuleHead head, IReadOnlyList<ModelTerm> terms, double threshold) : Rule(head)
{
    private const double Scale = 3;
    private readonly ModelTerm[] model = [.. terms];

    /// <inheritdoc/>
    public override string Kind => "multivariate";

    internal override string DefaultMessage => "{device} behaves unusually, above all its {measure} of {value} (score {score})";

    internal override bool Reads(DeviceEvent e)
    {
        foreach (var term in model)
        {
            if (!Measures.TryFind(e, term.Measure, out _)) return false;
        }

        return true;
    }

    internal override Verdict OnEvent(DeviceEvent e, Span<ulong> words, ref Finding finding)
    {
        var (sum, most, worst, at) = (0.0, -1.0, 0, 0.0);
        for (var i = 0; i < model.Length; i++)
        {
            Measures.TryFind(e, model[i].Measure, out var value);
            var z = Math.Abs(value - model[i].Mean) / model[i].Deviation;
            sum += z * z;
            if (z > most) (most, worst, at) = (z, i, value);
        }

        var score = Math.Min(Math.Sqrt(sum / model.Length) / Scale, 1);
        if (!(score > threshold)) return Verdict.Calm;
        finding = new Finding(model[worst].Measure, at, model[worst].Mean, at < model[worst].Mean, score);
        return Verdict.Breach;
    }
}

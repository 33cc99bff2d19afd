using ServerlessIot.Domain.Rules.Expressions;
using ServerlessIot.Domain.Rules.Kinds;

namespace ServerlessIot.Domain.Rules.Files;

/// <summary>Reads what rules of a kind have of their own.</summary>
internal static class KindReading
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static Rule Read(RuleObject rule, RuleHead head) => rule.Word("kind", "threshold", "rate", "spread", "absence", "offline", "zscore", "trend", "geofence", "pattern", "multivariate", "expression") switch
    {
        "threshold" => Threshold(rule, head),
        "rate" => Rate(rule, head),
        "spread" => Spread(rule, head),
        "absence" => Absence(rule, head, presence: false),
        "offline" => Absence(rule, head, presence: true),
        "zscore" => ZScore(rule, head),
        "trend" => Trend(rule, head),
        "geofence" => ZoneReading.Geofence(rule, head),
        "pattern" => Pattern(rule, head),
        "multivariate" => Multivariate(rule, head),
        "expression" => Condition(rule, head),
        _ => throw rule.Fault("needs the member 'kind'"),
    };

    private static ThresholdRule Threshold(RuleObject rule, RuleHead head)
    {
        var measures = Measures(rule);
        var (above, below) = Limits(rule);
        var hysteresis = rule.Number("hysteresis", 0) ?? 0;
        if (hysteresis > 0 && above - hysteresis < below + hysteresis) throw rule.Fault("has a hysteresis that leaves nothing between the limits");
        RuleUnit? unit = rule.Word("unit", "source", "celsius") switch { "source" => RuleUnit.Source, "celsius" => RuleUnit.Celsius, _ => null };
        return new ThresholdRule(head, new ThresholdOptions(measures, above, below, hysteresis, unit));
    }

    private static RateRule Rate(RuleObject rule, RuleHead head) => new(
        head, rule.NeededText("measure", 128), rule.NeededNumber("above", 0), rule.NeededDuration("per", TimeSpan.FromMilliseconds(1), Day), rule.Word("direction", "rise", "fall", "both") ?? "both");

    private static SpreadRule Spread(RuleObject rule, RuleHead head)
    {
        var samples = rule.Whole("samples", 2, 64) ?? throw rule.Fault("needs the member 'samples'");
        var least = rule.Whole("least", 2, samples) ?? Math.Min(3, samples);
        return new SpreadRule(head, rule.NeededText("measure", 128), rule.NeededNumber("above", 0), samples, least, rule.Duration("within", Second, TimeSpan.FromDays(60)) ?? TimeSpan.FromHours(1));
    }

    private static AbsenceRule Absence(RuleObject rule, RuleHead head, bool presence)
    {
        if (head.For > TimeSpan.Zero) throw rule.Fault("has 'for'; a silence lasts by itself, say 'after'");
        return new AbsenceRule(head, rule.Text("measure", 128), rule.NeededDuration("after", Second, TimeSpan.FromDays(60)), presence);
    }

    private static ZScoreRule ZScore(RuleObject rule, RuleHead head)
    {
        var score = rule.NeededNumber("score", 0, 1);
        var action = rule.Object("actions");
        var result = new ZScoreOptions(Measures(rule), rule.NeededDuration("window", Second, TimeSpan.FromDays(60)), rule.Whole("buckets", 2, 60) ?? 30, rule.Whole("samples", 2, 1_000_000) ?? 5, score, rule.Number("high", score, 1) ?? double.NaN)
        {
            Scale = rule.Number("scale", 0.1, 100) ?? 3,
            Learn = rule.Duration("learn", Second, TimeSpan.FromDays(60)) ?? TimeSpan.Zero,
            ActionScore = action?.NeededNumber("score", 0, 1) ?? double.NaN,
            ActionAbove = action?.NeededNumber("above") ?? 0,
            ActionThen = action is null ? null : RuleReading.ActionName(action, "then"),
            ActionElse = action is null ? null : RuleReading.ActionName(action, "else"),
        };
        action?.End();
        if (result.Window.TotalMilliseconds < result.Buckets) throw rule.Fault("has more buckets than its window has milliseconds");
        return new ZScoreRule(head, result);
    }

    private static TrendRule Trend(RuleObject rule, RuleHead head)
    {
        if (head.For > TimeSpan.Zero) throw rule.Fault("has 'for'; a trend is looked at once a bucket, say 'confidence'");
        var (above, below) = Limits(rule);
        if (double.IsFinite(above) && double.IsFinite(below)) throw rule.Fault("needs either 'above' or 'below'");
        var isBelow = double.IsFinite(below);
        return new TrendRule(head, new TrendOptions(
            rule.NeededText("measure", 128),
            isBelow ? below : above,
            isBelow,
            rule.NeededDuration("window", Second, TimeSpan.FromDays(60)),
            rule.Whole("buckets", 4, 60) ?? 30,
            rule.NeededDuration("warn", Second, TimeSpan.FromDays(30)),
            rule.Number("confidence", 0, 1) ?? 0.8));
    }

    private static PatternRule Pattern(RuleObject rule, RuleHead head)
    {
        var symptoms = rule.Objects("symptoms", 16).ConvertAll(symptom =>
        {
            var (above, below) = Limits(symptom);
            var read = new Symptom(symptom.NeededText("name", 64), symptom.NeededText("measure", 128), above, below, symptom.NeededNumber("weight", 0.001, 1));
            symptom.End();
            return read;
        });
        var threshold = rule.NeededNumber("threshold", 0.001, 1);
        if (Math.Round(symptoms.Sum(symptom => symptom.Weight), 9) < threshold) throw rule.Fault("has symptoms whose weights together do not reach its threshold");
        var diagnosis = new Diagnosis(rule.NeededText("fault", 64), rule.Text("cause", 500), rule.Texts("actions", 16) ?? [], rule.Number("minutes", 0, 1_000_000) ?? 0);
        return new PatternRule(head, symptoms, threshold, rule.Duration("within", Second, Day) ?? TimeSpan.FromMinutes(5), diagnosis);
    }

    private static MultivariateRule Multivariate(RuleObject rule, RuleHead head)
    {
        var model = rule.Objects("model", 16).ConvertAll(term =>
        {
            var read = new ModelTerm(term.NeededText("measure", 128), term.NeededNumber("mean"), term.NeededNumber("deviation", 1e-12));
            term.End();
            return read;
        });
        return model.Count > 0 ? new MultivariateRule(head, model, rule.NeededNumber("score", 0, 1)) : throw rule.Fault("needs a model of one measure at least");
    }

    private static ExpressionRule Condition(RuleObject rule, RuleHead head)
    {
        var text = rule.NeededText("when", Expression.MostCharacters);
        try
        {
            var condition = Expression.Parse(text);
            if (condition.Measures.Count == 0) throw rule.Fault("has a condition 'when' without any measure");
            return new ExpressionRule(head, condition, rule.Duration("within", Second, Day) ?? TimeSpan.Zero);
        }
        catch (ExpressionException error)
        {
            throw rule.Fault($"has a condition 'when' that is none: {error.Message}");
        }
    }

    private static TextPatterns Measures(RuleObject rule) => RuleReading.Patterns(rule, "measure") ?? throw rule.Fault("needs the member 'measure'");

    private static (double Above, double Below) Limits(RuleObject of)
    {
        var (above, below) = (of.Number("above"), of.Number("below"));
        if (above is null && below is null) throw of.Fault("needs 'above' or 'below', or both");
        if (above < below) throw of.Fault("has limits that nothing lies between");
        return (above ?? double.PositiveInfinity, below ?? double.NegativeInfinity);
    }
}

using ServerlessIot.Plan.Input;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan.Needs;

/// <summary>Request units of the documents.</summary>
/// <param name="Peak">RU/s of each container in the busiest hour, averaged over a minute.</param>
/// <param name="Hourly">RU/s of each container in each hour.</param>
/// <param name="Burst">RU/s of each container right after a tick, when its minute's documents come at once.</param>
/// <param name="MonthlyMillions">RU of a month, in millions.</param>
/// <param name="StoredGigabytes">Documents that are kept: windows for 30 days, alerts for a year, twins for ever.</param>
public sealed record CosmosNeed(
    IReadOnlyDictionary<string, double> Peak, IReadOnlyDictionary<string, IReadOnlyList<double>> Hourly, IReadOnlyDictionary<string, double> Burst, double MonthlyMillions, double StoredGigabytes)
{
    private const int WindowDays = 30;
    private const int AlertDays = 365;

    /// <summary>How much more than its minute's average a container gets in the busiest second.</summary>
    public double Bursts(string container) => Peak[container] > 0 ? Burst[container] / Peak[container] : 1;

    /// <summary>Works it out: a twin and a window for each device that sends in a minute, two writes for each alert and one of its storm's books; no commands, and nobody registers devices.</summary>
    public static CosmosNeed Of(Load load, Size size, Costs.Costs costs)
    {
        var (bytes, units) = (costs.Bytes, costs.Documents);
        var hourly = new Dictionary<string, IReadOnlyList<double>>
        {
            ["twins"] = [.. load.Curve.Factors.Select(factor => load.ActivePerMinute(load.MessagesPerSecond * factor) / 60 * units.Units(bytes.TwinDocument))],
            ["alerts"] = [.. load.Curve.Factors.Select(factor => load.MessagesPerSecond * factor * load.AlarmRate * 2 * units.Units(bytes.AlertDocument))],
            ["notices"] = [.. load.Curve.Factors.Select(factor => load.MessagesPerSecond * factor * load.AlarmRate * units.Units(bytes.AlertDocument))],
            ["commands"] = [.. load.Curve.Factors.Select(_ => 0.0)],
            ["registry"] = [.. load.Curve.Factors.Select(_ => 0.0)],
            ["windows"] = [.. load.Curve.Factors.Select(factor => load.ActivePerMinute(load.MessagesPerSecond * factor) / 60 * units.Units(bytes.WindowDocument))],
        };
        // Instances get to the tick in the course of one of their windows.
        double spread = size.Functions.First(function => function.Name == "Track").Trigger.SubscriberIntervalInSeconds;
        var windows = load.Curve.Factors.Average(factor => load.ActivePerMinute(load.MessagesPerSecond * factor)) * 60 * 24 * WindowDays;
        var alerts = load.MessagesPerSecond * load.AlarmRate * 86_400 * AlertDays;
        var twins = load.MessagesPerSecond > 0 ? load.DeviceCount : 0;
        return new CosmosNeed(
            hourly.ToDictionary(pair => pair.Key, pair => pair.Value.Max()), hourly,
            hourly.ToDictionary(pair => pair.Key, pair => pair.Value.Max() * (pair.Key == "alerts" ? 1 : 60 / spread)),
            hourly.Values.Sum(container => container.Average()) * Month.Seconds / 1e6,
            ((windows * bytes.WindowDocument) + (alerts * bytes.AlertDocument) + (twins * bytes.TwinDocument)) / 1e9);
    }
}

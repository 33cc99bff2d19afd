using System.Globalization;
using ServerlessIot.Plan.Input;
using ServerlessIot.Plan.Needs;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan.Planning;

/// <summary>What a person should know about a plan besides its limits.</summary>
internal static class Warnings
{
    /// <summary>Gigabytes that a unit of Standard keeps at no further cost.</summary>
    private const double StandardGigabytes = 84;

    /// <summary>More stops than the load's own changes explain.</summary>
    private const double StopsAnHour = 6;

    public static IReadOnlyList<string> Of(
        Load load, Size size, Costs.Costs costs, IReadOnlyList<FunctionPlan> functions, EventHubsNeed hubs, CosmosNeed cosmos)
    {
        var warnings = new List<string>();
        foreach (var function in functions)
        {
            var (each, day) = (function.Day.Size, function.Day);
            var last = day.EndLag[^1];
            var highest = day.EndLag.Max();
            var peak = Planner.PeakOf(load, each.Topic);
            if (highest > (60 * peak) + each.LagThreshold)
            {
                var rest = last > (60 * peak) + each.LagThreshold ? "and has not caught up at the end of the day" : "and catches up later";
                warnings.Add(Text($"{each.Name} is up to {highest:N0} records behind {rest}: more partitions of {each.Topic}, more memory, or fewer records a second."));
            }

            if (function.FromDevice.Quantile(0.99) is var late and > 60) warnings.Add(Text($"{each.Name}: one in a hundred is later than {late:N0} s after the device sent it."));
        }

        var restless = functions.Where(function => function.Day.Day is var day && day.Fewest > 0 && day.Stops / day.Seconds * 3_600 > StopsAnHour).ToList();
        if (restless.Count > 0)
            warnings.Add(Text($"{Names(restless)}: instances are stopped {restless.Max(function => function.Day.Day.Stops / function.Day.Day.Seconds * 3_600):0} times an hour, and each time their partitions stand still for {costs.Platform.LeaveSeconds:0} s: the lag of that starts new ones. Whenever partitions move, what was gathered comes again: up to {restless.Max(function => (function.Day.Day.Records / function.Day.Day.Committed) - 1):P0} of the records are executed twice. More alwaysReady calms it."));
        var sleepy = functions.Where(function => function.Day.Size.AlwaysReady == 0 && function.Day.Day.Fewest == 0 && load.MessagesPerSecond > 0).ToList();
        if (sleepy.Count > 0)
            warnings.Add(Text($"{Names(sleepy)}: no instance at times; the next records wait up to {costs.Platform.LookEverySeconds:0} s until they are noticed and {costs.Platform.StartSeconds:0.#} s for the start. alwaysReady 1 avoids it, at a price when idle."));
        foreach (var (container, burst) in cosmos.Burst)
        {
            var most = CosmosLimit.UnitsPerSecond(size, container);
            if (burst > most)
                warnings.Add(Text($"Container {container}: a minute's documents come at once, {burst:N0} RU/s, and it takes {most:N0}: they are throttled for {cosmos.Peak[container] * 60 / most:0} s of every minute. Longer Track__WriteEvery and Aggregate__Length, or more cosmos.mostUnits.{container}."));
        }

        foreach (var app in functions.GroupBy(function => function.Day.Size.App))
        {
            var (most, maximum) = (app.Sum(function => function.Day.Day.Most), app.First().Day.Size.Maximum);
            if (most > maximum) warnings.Add(Text($"App {app.Key} wants {most} instances and may have {maximum}: apps.{app.Key}.maximum {most}."));
        }

        if (size.EventHubs.Tier == "Standard" && hubs.StoredGigabytes > StandardGigabytes * size.EventHubs.Units)
            warnings.Add(Text($"The log keeps {hubs.StoredGigabytes:N0} GB, {StandardGigabytes * size.EventHubs.Units:N0} GB are included: shorter eventHubs.retentionHours, or a surcharge that is not in the bill."));
        if (cosmos.StoredGigabytes > 1_000)
            warnings.Add(Text($"Window documents of 30 days are {cosmos.StoredGigabytes:N0} GB: a shorter time to live, or longer windows (Aggregate__Length)."));
        if (load.Peak > size.MessagesPerSecond * 1.001)
            warnings.Add(Text($"Size {size.Name} is made for {size.MessagesPerSecond:N0} messages/s; the busiest hour has {load.Peak:N0}."));
        return warnings;
    }

    private static string Names(IEnumerable<FunctionPlan> functions) => string.Join(", ", functions.Select(function => function.Day.Size.Name));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

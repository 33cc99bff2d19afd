using ServerlessIot.Plan.Costs;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Benchmarks.Planner;

/// <summary>What host and planner are both given: partitions, thresholds, batches, most instances.</summary>
internal sealed record Setup
{
    /// <summary>Partitions of raw and valid.</summary>
    public const int Partitions = 8;

    /// <summary>Most instances of a function.</summary>
    public const int Limit = 6;

    /// <summary>Seconds that a batch waits: longer than in Stream's host.json, so that a load that leaves this machine time makes lag enough.</summary>
    public const int IntervalSeconds = 3;

    /// <summary>The functions of Stream that read the log, each after the one whose output it reads; thresholds and the rest are the repository's.</summary>
    public static IReadOnlyList<FunctionSize> Functions(Repository repository, Costs costs)
    {
        var size = new SizeReader(repository, costs.Timers).Read("10k");
        return [.. size.Functions.Where(function => function.App == "stream").Select(function => function with
        {
            Partitions = Partitions,
            AlwaysReady = 1,
            Maximum = Limit,
            Trigger = function.Trigger with { SubscriberIntervalInSeconds = IntervalSeconds },
        })];
    }
}

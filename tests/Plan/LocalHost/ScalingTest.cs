using ServerlessIot.Host.Kafka;
using ServerlessIot.Plan.Costs;
using ServerlessIot.Plan.Simulation;
using ServerlessIot.Plan.Sizing;
using ServerlessIot.Plan.Tests.Simulation;
using Xunit.Abstractions;

namespace ServerlessIot.Plan.Tests.LocalHost;

/// <summary>The planner's instances against those that the local function host's scaler decides on for the same lag.</summary>
public sealed class ScalingTest(ITestOutputHelper output)
{
    private const int Partitions = 8;
    private const int Limit = 6;
    private const long Threshold = 1_000;

    [Fact]
    public void The_cooldown_is_the_local_hosts() => Assert.Equal(ScalePlan.Cooldown.TotalSeconds, Files.Costs.Platform.CooldownSeconds);

    [Theory]
    [MemberData(nameof(LoadShape.Names), MemberType = typeof(LoadShape))]
    public void Instances_are_those_of_the_local_hosts_scaler(string name)
    {
        var shape = LoadShape.Of(name);
        var time = new SimulatedTime();
        var host = new ScalePlan(Threshold / 2, Limit, time);
        var (hosts, planned) = (new List<int>(), new List<int>());
        var flow = new Flow();
        // Unlike Azure's, its instances leave their group when they stop.
        var costs = Files.Costs with { Platform = Files.Costs.Platform with { LookEverySeconds = Scaler.Interval.TotalSeconds, LeaveSeconds = 0 } };
        var run = new FunctionRun(new FunctionSize("One", "app", "Topic", Partitions, 1, Limit, 2048, Threshold / 2, OneInstance.Tuned(1_000)), costs, OneInstance.Republishing, flow, LoadShape.StepSeconds)
        {
            Looked = (now, lag, instances) =>
            {
                time.To(Math.Round(now, 3));
                hosts.Add(host.Target(new Lag(lag, Partitions), hosts.Count == 0 ? 1 : hosts[^1]));
                planned.Add(instances);
            },
        };
        for (var step = 0; step < shape.Steps; step++)
        {
            shape.Arrive(flow, step);
            run.Advance(step, (step + 1) * LoadShape.StepSeconds, 0);
        }

        output.WriteLine($"figures: {name}: {planned.Count} looks, most {planned.Max()} instances, mean {planned.Average():0.00}, the local host's {hosts.Max()} and {hosts.Average():0.00}");
        Assert.Equal(hosts, planned);
        Assert.True(planned.Max() >= 3, "The load makes it scale.");
        Assert.Equal(1, planned[^1]);
    }

    /// <summary>Both in a loop: what instances do to the lag, and the lag to the instances. A batch takes 2 ms a record.</summary>
    [Theory]
    [MemberData(nameof(LoadShape.Names), MemberType = typeof(LoadShape))]
    public void Instances_and_lag_are_those_of_the_local_host_as_a_whole(string name)
    {
        const double SecondsPerRecord = 0.002, Tolerance = 0.25;
        var shape = LoadShape.Of(name) with { RecordsPerSecond = time => LoadShape.Of(name).RecordsPerSecond(time) / 2.5 };
        var size = new FunctionSize("One", "app", "Topic", Partitions, 1, Limit, 2048, Threshold / 2, OneInstance.Tuned(200));
        var trigger = new TriggerCosts(0, 0.001, 1e6, 0.001, 0.001, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, double.MaxValue, "none");
        var platform = Files.Costs.Platform with { LookEverySeconds = Scaler.Interval.TotalSeconds, StartSeconds = 0, StartSpreadSeconds = 0, HeartbeatSeconds = 0, LeaveSeconds = 0, CommitDelaySeconds = 0 };
        var flow = new Flow();
        var planned = new List<int>();
        var run = new FunctionRun(size, Files.Costs with { Trigger = trigger, Platform = platform }, OneInstance.Nothing with { WallMicrosPerRecord = SecondsPerRecord * 1e6 }, flow, LoadShape.StepSeconds, cores: 1)
        {
            Looked = (_, _, instances) => planned.Add(instances),
        };
        for (var step = 0; step < shape.Steps; step++)
        {
            shape.Arrive(flow, step);
            run.Advance(step, (step + 1) * LoadShape.StepSeconds, 0);
        }

        var host = new HostLoop(flow, size, SecondsPerRecord);
        host.Run();
        // Of all the time: at the looks alone, every two seconds, windows of a second are always caught at the same point.
        double plannedLag = run.Counters.LagSeconds / run.Counters.Seconds, hostLag = host.AverageLag();
        double instances = Off(planned.Average(), host.Looks.Average()), lag = Off(plannedLag, hostLag);
        output.WriteLine(FormattableString.Invariant(
            $"figures: {name}: instances {planned.Average():0.00}, most {planned.Max()}, the local host's {host.Looks.Average():0.00}, {host.Looks.Max()}, off by {instances:P0}; lag {plannedLag:0}, the local host's {hostLag:0}, off by {lag:P0}"));
        Assert.InRange(instances, 0, Tolerance);
        Assert.InRange(lag, 0, Tolerance);
        Assert.InRange(planned.Max(), host.Looks.Max() - 1, host.Looks.Max() + 1);
        static double Off(double mine, double other) => Math.Abs(mine - other) / other;
    }
}

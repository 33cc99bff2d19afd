using ServerlessIot.Host.Kafka;
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
        var host = new ScalePlan(Threshold, Limit, time);
        var (hosts, planned) = (new List<int>(), new List<int>());
        var flow = new Flow();
        // Unlike Azure's, its instances leave their group when they stop.
        var costs = Files.Costs with { Platform = Files.Costs.Platform with { LookEverySeconds = Scaler.Interval.TotalSeconds, LeaveSeconds = 0 } };
        var run = new FunctionRun(new FunctionSize("One", "app", "Topic", Partitions, 1, Limit, 2048, Threshold, OneInstance.Tuned(1_000)), costs, OneInstance.Republishing, flow, LoadShape.StepSeconds)
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
}

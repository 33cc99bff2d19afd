using System.Threading.Channels;
using Confluent.Kafka;
using ServerlessIot.Host.Kafka;
using ServerlessIot.Plan.Costs;
using ServerlessIot.Plan.Simulation;
using ServerlessIot.Plan.Sizing;
using ServerlessIot.Plan.Tests.Simulation;
using Xunit.Abstractions;

namespace ServerlessIot.Plan.Tests.LocalHost;

/// <summary>The planner's batches and lag against those of the local function host's trigger code, which runs here in simulated time.</summary>
public sealed class BatchTimingTest(ITestOutputHelper output)
{
    private const double Tolerance = 0.25;
    private const double Look = 0.5;

    [Theory]
    [MemberData(nameof(LoadShape.Names), MemberType = typeof(LoadShape))]
    public void Lag_is_that_of_the_local_hosts_trigger(string name)
    {
        var shape = LoadShape.Of(name);
        var flow = new Flow();
        var (planned, batches) = Planned(shape, flow);
        var (real, realBatches) = Real(flow);
        double off = 0, all = 0;
        for (var time = Look; time < shape.Seconds; time += Look)
        {
            var (mine, other) = (flow.CountAt(time) - HandedOver(planned, time), flow.CountAt(time) - HandedOver(real, time));
            off += Math.Abs(mine - other);
            all += other;
        }

        output.WriteLine(FormattableString.Invariant($"figures: {name}: {batches} batches, the local host's {realBatches}; mean lag {all * Look / shape.Seconds:0}, off by {off / all:P1}"));
        Assert.InRange(off / all, 0, Tolerance);
        Assert.InRange(batches, realBatches * (1 - Tolerance), realBatches * (1 + Tolerance));
    }

    private static (List<(double Time, double Records)> HandedOver, int Batches) Planned(LoadShape shape, Flow flow)
    {
        // What is compared are the rules, so that work takes no time on either side.
        var trigger = new TriggerCosts(0, 0.001, 1e6, 0.001, 0.001, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, double.MaxValue, "none");
        var run = new FunctionRun(new FunctionSize("One", "app", "Topic", 1, 1, 1, 2048, 1_000, Settings), Files.Costs with { Trigger = trigger }, OneInstance.Nothing, flow, LoadShape.StepSeconds);
        var handedOver = new List<(double, double)>();
        for (var step = 0; step < shape.Steps; step++)
        {
            shape.Arrive(flow, step);
            run.Advance(step, (step + 1) * LoadShape.StepSeconds, 0);
            handedOver.Add((step * LoadShape.StepSeconds, run.Completed(step)));
        }

        return (handedOver, (int)run.Counters.Batches);
    }

    private static (List<(double Time, double Records)> HandedOver, int Batches) Real(Flow flow)
    {
        var time = new SimulatedTime();
        using var ended = new CancellationTokenSource();
        var options = new KafkaTriggerOptions { MaxBatchSize = Settings.MaxBatchSize, SubscriberIntervalInSeconds = Settings.SubscriberIntervalInSeconds, SubscriberIdleBackoffMs = 0 };
        var batches = new Batches(time);
        var delivered = 0L;
        new Subscriber(SimulatedConsumer.Of(Consume), options, batches, time, error => throw error).Run(ended.Token);
        return (batches.HandedOver, batches.HandedOver.Count);

        // Delivers records when their time has come, and moves the time on while it waits.
        ConsumeResult<byte[], byte[]>? Consume(TimeSpan timeout)
        {
            double until = time.Seconds + timeout.TotalSeconds, next = delivered + 1 > flow.Total + 1e-6 ? double.PositiveInfinity : flow.TimeOf(delivered + 1);
            if (next <= until)
            {
                time.To(next);
                return new ConsumeResult<byte[], byte[]> { TopicPartitionOffset = new("Topic", 0, delivered++) };
            }

            time.To(until);
            if (until >= flow.End) ended.Cancel();
            return null;
        }
    }

    private static TriggerSettings Settings { get; } = OneInstance.Tuned(1_000) with { SubscriberIntervalInSeconds = 3 };

    private static double HandedOver(List<(double Time, double Records)> batches, double until) => batches.TakeWhile(batch => batch.Time < until).Sum(batch => batch.Records);

    /// <summary>Takes every batch at once, and notes when.</summary>
    private sealed class Batches(SimulatedTime time) : ChannelWriter<ConsumeResult<byte[], byte[]>[]>
    {
        public List<(double Time, double Records)> HandedOver { get; } = [];

        public override bool TryWrite(ConsumeResult<byte[], byte[]>[] item)
        {
            HandedOver.Add((time.Seconds, item.Length));
            return true;
        }

        public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(true);
    }
}

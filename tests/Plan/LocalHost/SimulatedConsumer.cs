using System.Reflection;
using Confluent.Kafka;
using ServerlessIot.Plan.Simulation;

namespace ServerlessIot.Plan.Tests.LocalHost;

/// <summary>A consumer that delivers a flow's records when their time has come, and moves the time on while it waits.</summary>
public class SimulatedConsumer : DispatchProxy
{
    private Flow _flow = null!;
    private SimulatedTime _time = null!;
    private CancellationTokenSource _ended = null!;
    private long _delivered;

    /// <summary>Makes one; <paramref name="ended"/> is cancelled at the end of the flow.</summary>
    internal static IConsumer<byte[], byte[]> Of(Flow flow, SimulatedTime time, CancellationTokenSource ended)
    {
        var consumer = Create<IConsumer<byte[], byte[]>, SimulatedConsumer>();
        var own = (SimulatedConsumer)(object)consumer;
        (own._flow, own._time, own._ended) = (flow, time, ended);
        return consumer;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod?.Name == nameof(IConsumer<,>.Consume) && args is [TimeSpan timeout]
            ? Consume(timeout) : throw new NotSupportedException($"{targetMethod?.Name} is not simulated.");

    private ConsumeResult<byte[], byte[]>? Consume(TimeSpan timeout)
    {
        double until = _time.Seconds + timeout.TotalSeconds, next = _delivered + 1 > _flow.Total + 1e-6 ? double.PositiveInfinity : _flow.TimeOf(_delivered + 1);
        if (next <= until)
        {
            _time.To(next);
            return new ConsumeResult<byte[], byte[]> { TopicPartitionOffset = new("Topic", 0, _delivered++) };
        }

        _time.To(until);
        if (until >= _flow.End) _ended.Cancel();
        return null;
    }
}

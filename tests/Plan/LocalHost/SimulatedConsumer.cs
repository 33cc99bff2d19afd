using System.Reflection;
using Confluent.Kafka;

namespace ServerlessIot.Plan.Tests.LocalHost;

/// <summary>The little of a consumer that the local host's trigger uses: waiting for the next record.</summary>
public class SimulatedConsumer : DispatchProxy
{
    private Func<TimeSpan, ConsumeResult<byte[], byte[]>?> _consume = null!;

    /// <summary>Makes one that answers with <paramref name="consume"/>.</summary>
    public static IConsumer<byte[], byte[]> Of(Func<TimeSpan, ConsumeResult<byte[], byte[]>?> consume)
    {
        var consumer = Create<IConsumer<byte[], byte[]>, SimulatedConsumer>();
        ((SimulatedConsumer)(object)consumer)._consume = consume;
        return consumer;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod?.Name == nameof(IConsumer<,>.Consume) && args is [TimeSpan timeout]
            ? _consume(timeout) : throw new NotSupportedException($"{targetMethod?.Name} is not simulated.");
}

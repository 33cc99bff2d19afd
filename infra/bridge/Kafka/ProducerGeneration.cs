using Confluent.Kafka;

namespace ServerlessIot.Bridge.Kafka;

/// <summary>One librdkafka producer from its creation to its death. It is destroyed only when nobody is inside it.</summary>
internal sealed class ProducerGeneration : IDisposable
{
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _ending = new();
    private int _users = 1; // the generation's own reference, given back by Dispose

    /// <summary>Set right after construction, whose error handler already needs the generation.</summary>
    public IProducer<byte[], byte[]> Producer { get; set; } = null!;

    /// <summary>Cancelled when everybody is to leave it.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>It reported an error after which it stores nothing, or not in order.</summary>
    public bool IsDead => Volatile.Read(ref _dead);

    private bool _dead;

    public void Enter() => Interlocked.Increment(ref _users);

    public void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            _left.TrySetResult();
    }

    /// <returns>True to the caller who declared it dead.</returns>
    public bool Kill() => !Interlocked.Exchange(ref _dead, true);

    /// <summary>Waits for those inside, then destroys the client. Nothing calls back afterwards.</summary>
    public void Dispose()
    {
        _ending.Cancel();
        Leave();
        _left.Task.GetAwaiter().GetResult();
        Producer.Dispose();
        _ending.Dispose();
    }
}

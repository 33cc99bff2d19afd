using Confluent.Kafka;

namespace ServerlessIot.Adapters.Kafka;

/// <summary>Counts delivery reports of one call; done when all are in, failed by the first error once all are in.</summary>
/// <param name="expected">Records of the call.</param>
internal sealed class Acknowledgements(int expected)
{
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Error? first;
    private int left = expected;

    public Task Task => done.Task;

    public void Report(Error error)
    {
        if (error.IsError) Interlocked.CompareExchange(ref first, error, null);
        if (Interlocked.Decrement(ref left) == 0)
        {
            if (first is null) done.SetResult();
            else done.SetException(new KafkaException(first));
        }

        Volatile.Read(ref progress).TrySetResult();
    }

    /// <summary>Returns after the next report: room in a full queue.</summary>
    public async Task ProgressAsync(TimeProvider time, TimeSpan patience, CancellationToken cancellationToken)
    {
        var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var current = Interlocked.Exchange(ref progress, next);
        if (current.Task.IsCompleted) return;
        try
        {
            await next.Task.WaitAsync(patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new Steps.Ports.LogUnavailableException($"The producer's queue stayed full for {patience.TotalSeconds} s.");
        }
    }
}

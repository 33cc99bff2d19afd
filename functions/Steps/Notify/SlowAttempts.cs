using System.Collections.Concurrent;

namespace ServerlessIot.Steps.Notify;

/// <summary>
/// Attempts that take longer than the stream of alerts waits for them. They go on beside it, so many on each channel, and have their time when the app ends;
/// what is cut off then is still pending in its document, and sent again with the same key.
/// </summary>
internal sealed class SlowAttempts(TimeProvider time) : IAsyncDisposable
{
    /// <summary>Attempts on one channel that go on at the same time. What comes then waits for the re-sender.</summary>
    public const int MostOfChannel = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<Task, (string Channel, string Key)> unfinished = new();
    private readonly CancellationTokenSource stopping = new();

    /// <summary>Cancelled when the app ends and has waited long enough.</summary>
    public CancellationToken Stopping => stopping.Token;

    /// <summary>Whether an attempt on a channel goes on: the stream does not wait for it a second time.</summary>
    public bool IsSlow(string channel) => CountOf(channel) > 0;

    /// <summary>Whether as many go on as may.</summary>
    public bool IsFull(string channel) => CountOf(channel) >= MostOfChannel;

    /// <summary>Whether an attempt goes on to tell the same: a revision of its alert that comes meanwhile is no reason for another one.</summary>
    public bool Has(string channel, string key) => unfinished.Values.Contains((channel, key));

    /// <summary>Waits for attempts, but not for long; what they end with is to be looked at afterwards.</summary>
    /// <exception cref="OperationCanceledException">The wait was ended; the attempts go on.</exception>
    public async Task WaitAsync(IEnumerable<Task> attempts, CancellationToken cancellationToken)
    {
        await Task.WhenAll(attempts).WaitAsync(Patience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Keeps an attempt in sight until it has ended.</summary>
    /// <param name="channel">Its channel.</param>
    /// <param name="key">Key of what it tells.</param>
    /// <param name="attempt">The attempt, with what is done behind it. Throws nothing.</param>
    public void Follow(string channel, string key, Task attempt)
    {
        unfinished[attempt] = (channel, key);
        _ = attempt.ContinueWith(ended => unfinished.TryRemove(ended, out var _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Waits for what goes on, 5 s at most, then cuts it off.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync(Farewell);
        await stopping.CancelAsync();
        await EndAsync(TimeSpan.FromSeconds(1));
        stopping.Dispose();
    }

    private int CountOf(string channel) => unfinished.Values.Count(other => other.Channel == channel);

    private async Task EndAsync(TimeSpan most) =>
        await Task.WhenAll(unfinished.Keys).WaitAsync(most, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
}

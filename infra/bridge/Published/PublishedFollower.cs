namespace ServerlessIot.Bridge.Published;

/// <summary>
/// What is published in blob storage, looked for every five seconds. What cannot be had leaves in force what is. Nothing waits for a look but the bridge's start,
/// and that only for a while.
/// </summary>
/// <param name="within">A look that takes longer has failed.</param>
/// <param name="time">Clock.</param>
internal abstract class PublishedFollower(TimeSpan within, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    /// <summary>So long the start waits for the first look: devices are let in then, whatever came of it.</summary>
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _loop = Task.CompletedTask;
    private bool _away;
    private long _unread;

    /// <summary>Looks that found nothing that can be read.</summary>
    public long Unread => Interlocked.Read(ref _unread);

    /// <summary>Begins to look. Returns after the first look, or after three seconds.</summary>
    public async Task StartAsync()
    {
        _loop = RunAsync();
        await Task.WhenAny(_looked.Task, Task.Delay(StartWithin, time, _stopping.Token));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    /// <summary>Looks once, and has what it found count. False when what is published cannot be read, and that was said.</summary>
    protected abstract Task<bool> FindAsync(CancellationToken cancellationToken);

    /// <summary>Says that it cannot be looked for.</summary>
    protected abstract void Away(string reason);

    /// <summary>Says that it can be looked for again.</summary>
    protected abstract void Back();

    private async Task RunAsync()
    {
        // The first look may have to find out who the bridge is, which does not wait as it should.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            while (true)
            {
                await LookAsync();
                _looked.TrySetResult();
                await Task.Delay(LookEvery, time, _stopping.Token);
            }
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            return; // a look that was under way need not end
        }
    }

    private async Task LookAsync()
    {
        using var limit = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopping.Token);
        try
        {
            var found = await FindAsync(either.Token);
            if (_away)
                Back();
            _away = false;
            if (!found)
                Interlocked.Increment(ref _unread);
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            // Whatever it is, the bridge goes on by what is known. Said once, until the store answers again.
            if (!_away)
                Away(e is OperationCanceledException ? $"no answer within {within.TotalSeconds} s" : e.Message);
            _away = true;
            Interlocked.Increment(ref _unread);
        }
    }
}

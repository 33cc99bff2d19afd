using Microsoft.Extensions.Logging;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rules;

namespace ServerlessIot.Bridge.Edge;

/// <summary>
/// The rules that were published last, looked for every five seconds. What cannot be had leaves in force what is: before the first look succeeds, the rules that
/// ship. Nothing waits for a look but the bridge's start, and that only for a while.
/// </summary>
/// <param name="book">Where rules are published.</param>
/// <param name="metrics">Told of looks that failed.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Log.</param>
internal sealed class PublishedEdgeRules(RuleBook book, BridgeMetrics metrics, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    /// <summary>A look that takes longer has failed: two small blobs, with the token that reading them takes.</summary>
    private static readonly TimeSpan LookWithin = TimeSpan.FromSeconds(15);

    /// <summary>So long the start waits for the first look: devices are let in then, whatever came of it.</summary>
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RuleSet _current = RuleSet.Default;
    private Task _loop = Task.CompletedTask;
    private bool _away;

    /// <summary>The rules in force.</summary>
    public RuleSet Current => Volatile.Read(ref _current);

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
        catch (Exception e) when (_stopping.IsCancellationRequested && e is OperationCanceledException or StoreUnavailableException)
        {
            return; // a look that was under way need not end
        }
    }

    private async Task LookAsync()
    {
        using var limit = new CancellationTokenSource(LookWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopping.Token);
        try
        {
            var found = await FindAsync(either.Token);
            if (_away)
                EdgeRulesLog.Back(logger, Current.Version);
            _away = false;
            if (!found)
                metrics.EdgeRulesUnread();
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            // Whatever it is, alerts go on by the rules that are known. Said once, until the store answers again.
            if (!_away)
                EdgeRulesLog.Away(logger, Current.Version, e is OperationCanceledException ? $"no answer within {LookWithin.TotalSeconds} s" : e.Message);
            _away = true;
            metrics.EdgeRulesUnread();
        }
    }

    /// <summary>False when what was published cannot be read: the book says why. Nothing published leaves in force what is: what was published once stays so, and what says so is damaged.</summary>
    private async Task<bool> FindAsync(CancellationToken cancellationToken)
    {
        if (await book.LatestAsync(cancellationToken) is not { } name || name == Current.Name)
            return true;
        if (await book.ReadAsync(name, cancellationToken) is not { } set)
            return false;
        Volatile.Write(ref _current, set);
        EdgeRulesLog.Changed(logger, set.Version, set.Rules.Count);
        return true;
    }
}

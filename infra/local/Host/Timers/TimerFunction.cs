using Microsoft.Extensions.Logging;
using ServerlessIot.Host.Apps;
using ServerlessIot.Host.Invocation;
using ServerlessIot.Host.Status;

namespace ServerlessIot.Host.Timers;

/// <summary>
/// Runs a timer function as the real trigger does: a run that was missed while the host was down happens once, at the start, with
/// IsPastDue; RunOnStartup runs at every start; runs never overlap; a failed run waits for the next time.
/// </summary>
internal sealed class TimerFunction(
    FunctionDefinition function, CronExpression schedule, FunctionInvoker invoker, FunctionStatus status, TimerStates states,
    TimeProvider time, ILogger logger)
{
    // A machine that slept, or whose clock was set, is noticed within this time.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly TimerInfoFactory _infos = new(function);
    private readonly bool _monitored = function.Trigger.Flag("UseMonitor");
    private readonly bool _runOnStartup = function.Trigger.Flag("RunOnStartup");

    /// <summary>Runs until cancelled. <paramref name="execution"/> is given to the function.</summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken execution)
    {
        TimerState? state = _monitored ? states.Read(function.App.Name, function.Name) : null;
        DateTimeOffset now = time.GetUtcNow();
        if (HasMissed(state, now)) await ExecuteAsync(state, now, pastDue: true, execution);
        else if (_runOnStartup) await ExecuteAsync(state, now, pastDue: false, execution);
        else if (_monitored && schedule.Next(now) is { } first) Keep(new TimerState(state?.Last ?? default, first, now));

        while (!stopping.IsCancellationRequested && schedule.Next(time.GetUtcNow()) is { } next)
        {
            if (!await WaitAsync(next, stopping)) return;
            state = _monitored ? states.Read(function.App.Name, function.Name) : null;
            await ExecuteAsync(state, next, pastDue: false, execution);
        }
    }

    // Reckoned with the schedule of now, which may have been changed since the state was kept.
    private bool HasMissed(TimerState? state, DateTimeOffset now) =>
        state is not null && schedule.Next(state.Last > DateTimeOffset.MinValue ? state.Last : state.LastUpdated) <= now;

    private async Task<bool> WaitAsync(DateTimeOffset next, CancellationToken stopping)
    {
        while (next - time.GetUtcNow() is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait < LongestWait ? wait : LongestWait, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested) return false;
        }
        return true;
    }

    private async Task ExecuteAsync(TimerState? state, DateTimeOffset due, bool pastDue, CancellationToken execution)
    {
        TimerState? told = !_monitored ? null : new TimerState(
            state?.Last ?? default, schedule.Next(time.GetUtcNow()) ?? DateTimeOffset.MaxValue, state?.LastUpdated ?? default);
        status.Begin();
        try
        {
            await invoker.InvokeAsync(_infos.Create(told, pastDue), execution);
            status.Succeed(1);
        }
        catch (Exception e)
        {
            status.Fail(e);
            HostLog.TimerFailed(logger, e, function.Name);
        }
        DateTimeOffset now = time.GetUtcNow();
        Keep(new TimerState(due, schedule.Next(now) ?? DateTimeOffset.MaxValue, now));
    }

    private void Keep(TimerState state)
    {
        if (!_monitored) return;
        try
        {
            states.Write(function.App.Name, function.Name, state);
        }
        catch (IOException e)
        {
            status.Report($"The timer's state cannot be kept: {e.Message}");
            HostLog.TimerStateNotKept(logger, e, function.Name);
        }
    }
}

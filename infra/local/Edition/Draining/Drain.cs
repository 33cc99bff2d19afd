using ServerlessIot.Edition.Figures;

namespace ServerlessIot.Edition.Draining;

/// <summary>Waits until every function has caught up with the log.</summary>
/// <param name="status">Asks the host; null when it does not answer.</param>
/// <param name="time">Clock.</param>
public sealed class Drain(Func<CancellationToken, Task<HostStatus?>> status, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>The host looks at the ends of the topics every two seconds: idleness counts when two looks agree.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(4.5);

    /// <summary>Waits for idleness.</summary>
    /// <param name="patience">How long at most.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Time from the call until the functions were idle.</returns>
    /// <exception cref="EditionException">They were not in time; the message names those that were not.</exception>
    public async Task<TimeSpan> WaitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        long? idleSince = null;
        var records = -1L;
        HostStatus? last = null;
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            last = await status(cancellationToken) ?? last;
            var now = time.GetTimestamp();
            var processed = last?.Functions.Sum(function => function.Records) ?? -1;
            if (last is not { IsIdle: true } || (idleSince is not null && processed != records)) idleSince = null;
            else idleSince ??= now;
            records = processed;
            if (idleSince is { } since && time.GetElapsedTime(since, now) >= Settled) return time.GetElapsedTime(started, since);
            if (time.GetElapsedTime(started) > patience) throw new EditionException($"Not drained after {patience.TotalSeconds:0} s: {Stuck(last)}");
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
        throw new OperationCanceledException(cancellationToken);
    }

    private static string Stuck(HostStatus? status)
    {
        if (status is null) return "the function host does not answer.";
        var stuck = status.Functions.Where(function => function.IsKafka && function is not { Lag: 0, Running: false })
            .Select(function => $"{function.App}.{function.Name} has lag {(function.Lag < 0 ? "unknown" : function.Lag)}{(function.Running ? ", at work" : "")}"
                + (function.LastError is { } error ? $", last error: {error}" : ""));
        return string.Join("; ", stuck) is { Length: > 0 } text ? text + "." : "records kept coming.";
    }
}

using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Edition.Draining;

/// <summary>Ends a bounded run: time is data, so one tick from the future in every partition of telemetry.raw closes all windows at once,
/// instead of waiting for them to end by the clock.</summary>
/// <param name="log">Writes to the log.</param>
/// <param name="topics">Topic names.</param>
/// <param name="time">Clock.</param>
public sealed class ClosingTicks(ILogWriter log, TopicNames topics, TimeProvider time)
{
    /// <summary>Beyond the end of the last window and the time that late events may take; within what Validate takes for possible.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(9);

    /// <summary>Writes the ticks.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var tick = new Tick((now + Ahead).ToUnixTimeMilliseconds());
        var partitions = await log.PartitionsAsync(topics.Raw, cancellationToken);
        var records = Enumerable.Range(0, partitions).Select(partition => new OutRecord(topics.Raw, partition, default, tick.ToBytes(),
        [
            new LogHeader(LogHeaders.Id, $"closing-tick-{tick.Time}-{partition}"),
            new LogHeader(LogHeaders.Type, RecordTypes.Tick),
            new LogHeader(LogHeaders.Source, "edition"),
            new LogHeader(LogHeaders.SpecVersion, "1.0"),
            new LogHeader(LogHeaders.Time, now.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture)),
        ]));
        await log.WriteAsync([.. records], cancellationToken);
    }
}

using System.Globalization;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Ticking;

/// <summary>Writes a tick into every partition of telemetry.raw. A tick that comes twice changes nothing.</summary>
public sealed class TickStep(ILogWriter log, TopicNames topics)
{
    private static readonly LogHeader Type = new(LogHeaders.Type, RecordTypes.Tick);
    private static readonly LogHeader Source = new(LogHeaders.Source, "/serverlessiot/tick");
    private static readonly LogHeader SpecVersion = new(LogHeaders.SpecVersion, "1.0");

    /// <summary>Writes the ticks and returns when all are acknowledged.</summary>
    /// <param name="time">The time that the tick stands for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task RunAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        var tick = new Tick(time.ToUnixTimeMilliseconds());
        var partitions = await log.PartitionsAsync(topics.Raw, cancellationToken);
        await log.WriteAsync([.. Enumerable.Range(0, partitions).Select(partition => Record(tick, partition))], cancellationToken);
    }

    private OutRecord Record(Tick tick, int partition)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"tick-{tick.Time}-{partition}");
        return new OutRecord(topics.Raw, partition, default, tick.ToBytes(), [new LogHeader(LogHeaders.Id, id), Type, Source, SpecVersion]);
    }
}

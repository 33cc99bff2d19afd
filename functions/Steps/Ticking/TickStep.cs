using System.Globalization;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rules;

namespace ServerlessIot.Steps.Ticking;

/// <summary>Writes a tick into every partition of telemetry.raw, with the rules and groups that hold from there on. A tick that comes twice changes nothing.</summary>
/// <param name="log">The log.</param>
/// <param name="topics">Names of topics.</param>
/// <param name="rules">Knows which rules were published last; null where nobody publishes any.</param>
/// <param name="groups">Knows the groups that rules can name; null where there are none.</param>
public sealed class TickStep(ILogWriter log, TopicNames topics, RuleBook? rules = null, GroupBook? groups = null)
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
        List<LogHeader> inForce = [];
        if (rules is not null && await rules.LatestAsync(cancellationToken) is { } file) inForce.Add(new LogHeader(LogHeaders.Rules, file.ToString()));
        if (groups is not null && await groups.LatestAsync(cancellationToken) is { Version: > 0 } set) inForce.Add(new LogHeader(LogHeaders.Groups, set.Name.ToString()));
        var partitions = await log.PartitionsAsync(topics.Raw, cancellationToken);
        await log.WriteAsync([.. Enumerable.Range(0, partitions).Select(partition => Record(tick, partition, inForce))], cancellationToken);
    }

    private OutRecord Record(Tick tick, int partition, List<LogHeader> inForce)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"tick-{tick.Time}-{partition}");
        return new OutRecord(topics.Raw, partition, default, tick.ToBytes(), [new LogHeader(LogHeaders.Id, id), Type, Source, SpecVersion, .. inForce]);
    }
}

using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Steps.Alert;

/// <summary>
/// Holds events against the rules and opens alerts. Reads telemetry.valid, writes alerts: one record when an alert opens,
/// and on ticks a revision when its suppressed count grew. The outcome of a record is what it told.
/// </summary>
public sealed class AlertStep(ILogWriter log, TopicNames topics, AlertOptions options) : IDecider<AlertState>
{
    /// <summary>Name of the step and its journals.</summary>
    public const string StepName = "alert";

    /// <inheritdoc/>
    public string Name => StepName;

    /// <inheritdoc/>
    public bool Numbered => true;

    /// <inheritdoc/>
    public AlertState Empty() => new(options);

    /// <inheritdoc/>
    public void Save(AlertState state, ByteWriter to) => state.Save(to);

    /// <inheritdoc/>
    public AlertState Load(ref ByteReader from) => AlertState.Load(ref from, options);

    /// <inheritdoc/>
    public void Apply(AlertState state, ref ByteReader changes) => state.Apply(ref changes);

    /// <inheritdoc/>
    public ValueTask DecideAsync(AlertState state, IReadOnlyList<LogRecord> records, Decision decision, CancellationToken cancellationToken)
    {
        var hits = new List<RuleHit>();
        var told = new List<AlertRecord>();
        foreach (var record in records)
        {
            told.Clear();
            if (ValidRecord.IsTick(record, out var tick))
            {
                var origin = ValidRecord.Origin(record).ToString();
                foreach (var firing in state.OnTick(tick.Time, decision.Changes)) told.Add(firing.Alert with { Suppressed = firing.Suppressed, Origin = origin });
            }
            else if (ValidRecord.Event(record) is { } e)
            {
                hits.Clear();
                DefaultRules.Evaluate(e, hits);
                foreach (var hit in hits) Fire(state, e, hit, told, decision.Changes);
            }

            if (told.Count == 0) continue;
            var outcome = JsonSerializer.SerializeToUtf8Bytes(told, DomainJson.Default.ListAlertRecord);
            decision.Outcome(record, outcome);
            foreach (var alert in told) decision.Telling.Records.Add(Record(alert));
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Retell(LogRecord record, ReadOnlyMemory<byte> outcome, Telling telling)
    {
        foreach (var alert in JsonSerializer.Deserialize(outcome.Span, DomainJson.Default.ListAlertRecord) ?? []) telling.Records.Add(Record(alert));
    }

    /// <inheritdoc/>
    public Task TellAsync(Telling telling, CancellationToken cancellationToken) => log.WriteAsync(telling.Records, cancellationToken);

    private static void Fire(AlertState state, DeviceEvent e, in RuleHit hit, List<AlertRecord> told, ByteWriter changes)
    {
        if (state.Cooling($"{e.Tenant}/{e.Device}", hit.Rule, e.Time) is { } firing)
        {
            state.Swallow(firing, e.Arrived, changes);
            return;
        }

        var alert = AlertRecord.Of(e, hit, e.Origin);
        state.Open(alert, e.Arrived, changes);
        told.Add(alert);
    }

    private OutRecord Record(AlertRecord alert) => AlertOutput.Record(topics, alert, "/serverlessiot/alert");
}

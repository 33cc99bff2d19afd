using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Rules.State;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rules;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Steps.Alert;

/// <summary>
/// Holds events against the rules and opens alerts. Reads telemetry.valid, writes alerts: one record when an alert opens,
/// and on ticks a revision when something of it changed. Rules change with a tick. The outcome of a record is what it told, deflated.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="topics">Names of topics.</param>
/// <param name="options">Settings.</param>
/// <param name="rules">Where rule files are; null where those that ship hold for ever.</param>
/// <param name="groups">Where the groups are that rules name; null where there are none.</param>
public sealed class AlertStep(ILogWriter log, TopicNames topics, AlertOptions options, RuleBook? rules = null, GroupBook? groups = null) : IDecider<AlertState>
{
    /// <summary>Name of the step and its journals.</summary>
    public const string StepName = "alert";

    /// <summary>Most bytes of an entry's changes and outcomes, within one block of the journal's blob (4 MiB): with more, the batch is decided in halves.</summary>
    private const int MostEntryBytes = 2 << 20;

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
    public async ValueTask DecideAsync(AlertState state, IReadOnlyList<LogRecord> records, Decision decision, CancellationToken cancellationToken)
    {
        // What another version of the code remembered is laid out anew.
        if (!state.Rules.IsReady) state.Rules.Switch(state.Rules.Rules, decision.Changes);
        state.Retain(decision.Changes);
        var turns = new List<RuleTurn>();
        var told = new List<AlertRecord>();
        foreach (var record in records)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Check(records, decision);
            told.Clear();
            if (ValidRecord.IsTick(record, out var tick))
            {
                if (rules is not null && RulesName.Read(record.Header(LogHeaders.Rules)) is { } name && name.Version > state.Rules.Rules.Version) await SwitchAsync(state, rules, name, tick.Time, decision, cancellationToken);
                if (groups is not null && RulesName.Read(record.Header(LogHeaders.Groups)) is { } other && other.Version > state.Rules.Groups.Version && await groups.ReadAsync(other, cancellationToken) is { } set) state.Rules.Switch(set, decision.Changes);
                Tick(state, tick, ValidRecord.Origin(record), told, decision);
            }
            else if (ValidRecord.IsMark(record, out var mark))
            {
                state.Rules.Take(ValidRecord.Source(record), mark);
            }
            else if (ValidRecord.Event(record) is { } e)
            {
                turns.Clear();
                var device = state.Rules.Evaluate(e, turns, ValidRecord.Source(record)).Key;
                foreach (var turn in turns) Turn(state, device, e, turn, told, decision.Changes);
                // What the registry says is as large as its tags: it counts at once.
                if (EventProfiles.IsRegistration(e)) state.Rules.Flush(decision.Changes);
            }

            if (told.Count == 0) continue;
            decision.Outcome(record, Packed.Pack(JsonSerializer.SerializeToUtf8Bytes(told, DomainJson.Default.ListAlertRecord)));
            foreach (var alert in told) decision.Telling.Records.Add(Record(alert));
        }

        state.Rules.Flush(decision.Changes);
        Check(records, decision);
    }

    /// <inheritdoc/>
    public void Retell(LogRecord record, ReadOnlyMemory<byte> outcome, Telling telling)
    {
        // Before they were packed, outcomes were JSON.
        var json = outcome.Span[0] == (byte)'[' ? outcome.ToArray() : Packed.Unpack(outcome);
        foreach (var alert in JsonSerializer.Deserialize(json, DomainJson.Default.ListAlertRecord) ?? []) telling.Records.Add(Record(alert));
    }

    /// <inheritdoc/>
    public Task TellAsync(Telling telling, CancellationToken cancellationToken) => log.WriteAsync(telling.Records, cancellationToken);

    private static void Check(IReadOnlyList<LogRecord> records, Decision decision)
    {
        if (records.Count > 1 && decision.Changes.Length + decision.Outcomes.Length > MostEntryBytes)
            throw new InvalidOperationException($"What {records.Count} records change takes more than {MostEntryBytes} bytes; they are divided.");
    }

    /// <summary>Puts rules in force; what is looked at no more ends.</summary>
    /// <param name="state">The state; changed.</param>
    /// <param name="set">The rules.</param>
    /// <param name="time">From when on they hold, Unix milliseconds.</param>
    /// <param name="changes">Where changes go.</param>
    internal static void Switch(AlertState state, RuleSet set, long time, ByteWriter changes) =>
        state.Rules.Switch(set, changes, (device, rule, latest) => state.Clear(device, rule, Math.Max(time, latest), changes));

    /// <summary>From this tick on the rules hold that it names. A file that cannot be read leaves the old ones in force; the next tick names it again.</summary>
    private static async Task SwitchAsync(AlertState state, RuleBook rules, RulesName name, long time, Decision decision, CancellationToken cancellationToken)
    {
        if (await rules.ReadAsync(name, cancellationToken) is { } set) Switch(state, set, time, decision.Changes);
    }

    private void Tick(AlertState state, Tick tick, Origin origin, List<AlertRecord> told, Decision decision)
    {
        var changes = decision.Changes;
        foreach (var firing in state.OnTick(tick.Time, changes)) told.Add(firing.Revision(origin));
        state.Rules.OnTick(tick.Time, changes, (device, turn) =>
        {
            if (turn.IsOver) state.Clear(device.Key, turn.Rule.Head.Id, turn.Time, changes);
            else if (state.Find(device.Key, turn.Rule.Head.Id, turn.Time) is { } firing) state.Swallow(firing, turn.Time, tick.Time, changes);
            else Open(state, tick.Time, AlertRecord.Of(device.Tenant, device.Name, turn.Rule.Hit(turn.Finding, device.Tenant, device.Name), turn, origin), told, changes);
        });

        // Every partition has every bridge's marks: one of them is enough to tell.
        if (decision.Partition != 0) return;
        foreach (var turn in state.Rules.LateBridges(tick.Time, changes)) Turn(state, turn, tick.Time, origin, told, changes);
    }

    private void Turn(AlertState state, in BridgeTurn turn, long now, Origin origin, List<AlertRecord> told, ByteWriter changes)
    {
        var device = BridgeAlert.Device(turn);
        if (turn.IsOver) state.Clear(device, BridgeAlert.Rule, now, changes);
        else if (state.Find(device, BridgeAlert.Rule, turn.Time) is { } firing) state.Swallow(firing, Math.Max(turn.Time, now), now, changes);
        else Open(state, now, BridgeAlert.Of(turn, now, origin), told, changes);
    }

    private void Turn(AlertState state, string device, DeviceEvent e, in RuleTurn turn, List<AlertRecord> told, ByteWriter changes)
    {
        var rule = turn.Rule.Head.Id;
        if (turn.IsOver) state.Clear(device, rule, turn.Time, changes);
        else if (state.Find(device, rule, turn.Time) is { } firing) state.Swallow(firing, turn.Time, e.Arrived, changes);
        else Open(state, e.Arrived, AlertRecord.Of(e, turn.Rule.Hit(turn.Finding, e), e.Origin) with { Cleared = turn.Ended }, told, changes);
    }

    private void Open(AlertState state, long arrived, AlertRecord alert, List<AlertRecord> told, ByteWriter changes)
    {
        alert = alert.Cooldown == 0 ? alert with { Cooldown = (long)options.Cooldown.TotalMilliseconds } : alert;
        state.Open(alert, arrived, changes);
        told.Add(alert);
    }

    private OutRecord Record(AlertRecord alert) => AlertOutput.Record(topics, alert, "/serverlessiot/alert");
}

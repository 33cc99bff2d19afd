using System.Globalization;
using System.Text;
using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Windows;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Steps.Aggregate;

/// <summary>
/// Tumbling event-time windows by device. Reads telemetry.valid; on a tick, writes windows that ended to aggregates, and
/// again with the next revision when late events amended them. The outcome of a tick is what it told, deflated.
/// </summary>
public sealed class AggregateStep(ILogWriter log, TopicNames topics, AggregateOptions options) : IDecider<AggregateState>
{
    /// <summary>Name of the step and its journals.</summary>
    public const string StepName = "aggregate";

    /// <inheritdoc/>
    public string Name => StepName;

    /// <inheritdoc/>
    public bool Numbered => true;

    /// <inheritdoc/>
    public AggregateState Empty() => new(options);

    /// <inheritdoc/>
    public void Save(AggregateState state, ByteWriter to) => state.Save(to);

    /// <inheritdoc/>
    public AggregateState Load(ref ByteReader from) => AggregateState.Load(ref from, options);

    /// <inheritdoc/>
    public void Apply(AggregateState state, ref ByteReader changes) => state.Apply(ref changes);

    /// <inheritdoc/>
    public ValueTask DecideAsync(AggregateState state, IReadOnlyList<LogRecord> records, Decision decision, CancellationToken cancellationToken)
    {
        foreach (var record in records)
        {
            if (ValidRecord.IsTick(record, out var tick)) Close(state, record, tick, decision);
            else if (ValidRecord.Event(record) is { } e) state.Add(e);
        }

        state.Flush(decision.Changes);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Retell(LogRecord record, ReadOnlyMemory<byte> outcome, Telling telling)
    {
        var windows = JsonSerializer.Deserialize(Packed.Unpack(outcome), DomainJson.Default.ListWindowRecord) ?? [];
        telling.Records.AddRange(windows.Select(Record));
    }

    /// <inheritdoc/>
    public Task TellAsync(Telling telling, CancellationToken cancellationToken) => log.WriteAsync(telling.Records, cancellationToken);

    private void Close(AggregateState state, LogRecord record, Tick tick, Decision decision)
    {
        var origin = ValidRecord.Origin(record).ToString();
        var told = state.OnTick(tick.Time, decision.Changes).ConvertAll(item => Window(item.Device, item.Window, origin));
        if (told.Count == 0) return;
        decision.Outcome(record, Packed.Pack(JsonSerializer.SerializeToUtf8Bytes(told, DomainJson.Default.ListWindowRecord)));
        decision.Telling.Records.AddRange(told.Select(Record));
    }

    private WindowRecord Window(string device, OpenWindow window, string origin)
    {
        var slash = device.IndexOf('/', StringComparison.Ordinal);
        return new WindowRecord
        {
            Tenant = device[..slash],
            Device = device[(slash + 1)..],
            Start = window.Start,
            End = window.Start + (long)options.Length.TotalMilliseconds,
            Events = window.Events,
            Late = window.Late,
            Measures = window.Summaries(),
            Revision = window.Revision,
            Origin = origin,
        };
    }

    private OutRecord Record(WindowRecord window) => new(
        topics.Aggregates,
        null,
        Encoding.UTF8.GetBytes($"{window.Tenant}/{window.Device}"),
        JsonSerializer.SerializeToUtf8Bytes(window, DomainJson.Default.WindowRecord),
        OutHeaders.Derived(
            RecordTypes.Window,
            "/serverlessiot/aggregate",
            string.Create(CultureInfo.InvariantCulture, $"{window.Tenant}/{window.Device}/{window.Start}/{window.Revision}"),
            window.Origin));
}

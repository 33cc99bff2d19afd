using ServerlessIot.Domain.Binary;
using ServerlessIot.Faults.Tests.Simulation.Devices;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Faults.Tests.Simulation.Hosting;

/// <summary>Validate in two versions: the newer one's decoder refuses payloads that the older one took.</summary>
internal sealed class Versioned(ValidateStep step, int version) : IDecider<ValidateState>
{
    public string Name => step.Name;

    public bool Numbered => step.Numbered;

    public ValidateState Empty() => step.Empty();

    public void Save(ValidateState state, ByteWriter to) => step.Save(state, to);

    public ValidateState Load(ref ByteReader from) => step.Load(ref from);

    public void Apply(ValidateState state, ref ByteReader changes) => step.Apply(state, ref changes);

    public ValueTask DecideAsync(ValidateState state, IReadOnlyList<LogRecord> records, Decision decision, CancellationToken cancellationToken) =>
        step.DecideAsync(state, version == 1 ? records : [.. records.Select(Seen)], decision, cancellationToken);

    public void Retell(LogRecord record, ReadOnlyMemory<byte> outcome, Telling telling) => step.Retell(version == 1 ? record : Seen(record), outcome, telling);

    public Task TellAsync(Telling telling, CancellationToken cancellationToken) => step.TellAsync(telling, cancellationToken);

    public ValueTask<int> RemakeAsync(ValidateState state, NamedBlob lost, IReadOnlyList<LogRecord> records, Decision decision, CancellationToken cancellationToken) =>
        step.RemakeAsync(state, lost, records, decision, cancellationToken);

    public ValueTask ResumeAsync(ValidateState state, ILogReader reader, Decision decision, CancellationToken cancellationToken) => step.ResumeAsync(state, reader, decision, cancellationToken);

    public void Refused(ValidateState state, LogRecord record, Decision decision) => step.Refused(state, record, decision);

    private static LogRecord Seen(LogRecord record) =>
        record.Value.Span.IndexOf(Payloads.RefusedByVersion2) >= 0 ? record with { Value = "{"u8.ToArray() } : record;
}

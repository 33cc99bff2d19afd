using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Steps.Tests.Running;

/// <summary>A step whose own code throws for some records, in the middle of changing its state.</summary>
public sealed class Fragile<TState>(IDecider<TState> step, Func<LogRecord, bool> fatal) : IDecider<TState> where TState : class
{
    public string Name => step.Name;

    public bool Numbered => step.Numbered;

    public TState Empty() => step.Empty();

    public void Save(TState state, ByteWriter to) => step.Save(state, to);

    public TState Load(ref ByteReader from) => step.Load(ref from);

    public async ValueTask DecideAsync(TState state, IReadOnlyList<LogRecord> records, Decision decision, CancellationToken cancellationToken)
    {
        await step.DecideAsync(state, [.. records.TakeWhile(record => !fatal(record))], decision, cancellationToken);
        if (records.Any(fatal)) throw new InvalidCastException("A bug.");
    }

    public void Apply(TState state, ref ByteReader changes) => step.Apply(state, ref changes);

    public void Retell(LogRecord record, ReadOnlyMemory<byte> outcome, Telling telling) => step.Retell(record, outcome, telling);

    public Task TellAsync(Telling telling, CancellationToken cancellationToken) => step.TellAsync(telling, cancellationToken);

    public ValueTask<int> RemakeAsync(TState state, NamedBlob lost, IReadOnlyList<LogRecord> records, Decision decision, CancellationToken cancellationToken) =>
        step.RemakeAsync(state, lost, records, decision, cancellationToken);

    public ValueTask ResumeAsync(TState state, ILogReader reader, Decision decision, CancellationToken cancellationToken) => step.ResumeAsync(state, reader, decision, cancellationToken);

    public void Refused(TState state, LogRecord record, Decision decision) => step.Refused(state, record, decision);
}

using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Documents;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Steps.Track;

/// <summary>
/// Keeps a twin per device: last values, last seen, online. Reads telemetry.valid; writes a document when a device is new
/// or its status or presence changed, otherwise at most one per device and tick. The outcome of a record is what it told, deflated.
/// </summary>
public sealed class TrackStep(DocumentWriter documents, TrackOptions options) : IDecider<TrackState>
{
    /// <summary>Name of the step and its journals.</summary>
    public const string StepName = "track";

    /// <summary>Id of a twin's document within its partition.</summary>
    public const string TwinId = "twin";

    /// <inheritdoc/>
    public string Name => StepName;

    /// <inheritdoc/>
    public bool Numbered => true;

    /// <inheritdoc/>
    public TrackState Empty() => new(options);

    /// <inheritdoc/>
    public void Save(TrackState state, ByteWriter to) => state.Save(to);

    /// <inheritdoc/>
    public TrackState Load(ref ByteReader from) => TrackState.Load(ref from, options);

    /// <inheritdoc/>
    public void Apply(TrackState state, ref ByteReader changes) => state.Apply(ref changes);

    /// <inheritdoc/>
    public ValueTask DecideAsync(TrackState state, IReadOnlyList<LogRecord> records, Decision decision, CancellationToken cancellationToken)
    {
        foreach (var record in records)
        {
            List<DeviceTwin>? told = null;
            if (ValidRecord.IsTick(record, out var tick)) told = state.OnTick(tick.Time, ValidRecord.Origin(record), decision.Changes);
            else if (ValidRecord.Event(record) is { } e && !EventProfiles.IsRegistration(e) && state.Add(e) is { } twin) told = [twin];
            if (told is not { Count: > 0 }) continue;
            decision.Outcome(record, Packed.Pack(JsonSerializer.SerializeToUtf8Bytes(told, DomainJson.Default.ListDeviceTwin)));
            decision.Telling.Documents.AddRange(told.Select(Write));
        }

        state.Flush(decision.Changes);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Retell(LogRecord record, ReadOnlyMemory<byte> outcome, Telling telling)
    {
        var twins = JsonSerializer.Deserialize(Packed.Unpack(outcome), DomainJson.Default.ListDeviceTwin) ?? [];
        telling.Documents.AddRange(twins.Select(Write));
    }

    /// <inheritdoc/>
    public Task TellAsync(Telling telling, CancellationToken cancellationToken) => documents.WriteAsync(telling.Documents, cancellationToken);

    private static DocumentWrite Write(DeviceTwin twin) => new(Containers.Twins, $"{twin.Tenant}/{twin.Device}", TwinId, twin);
}

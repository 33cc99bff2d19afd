using System.Globalization;
using System.IO.Compression;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Steps.Store;

/// <summary>
/// Keeps every event: one gzip blob of JSON lines per batch and partition, uploaded under a unique name and named by the
/// committed entry. A blob whose entry was not committed means nothing.
/// </summary>
public sealed class StoreStep(IBlobStore blobs) : IDecider<StoreState>
{
    /// <summary>Name of the step and its journals.</summary>
    public const string StepName = "store";

    /// <inheritdoc/>
    public string Name => StepName;

    /// <inheritdoc/>
    public bool Numbered => true;

    /// <inheritdoc/>
    public StoreState Empty() => new();

    /// <inheritdoc/>
    public void Save(StoreState state, ByteWriter to) => state.Save(to);

    /// <inheritdoc/>
    public StoreState Load(ref ByteReader from) => StoreState.Load(ref from);

    /// <inheritdoc/>
    public void Apply(StoreState state, ref ByteReader changes) => state.Apply(ref changes);

    /// <inheritdoc/>
    public async ValueTask DecideAsync(StoreState state, IReadOnlyList<LogRecord> records, Decision decision, CancellationToken cancellationToken)
    {
        if (await PackAsync(records, decision.Partition, cancellationToken) is not { } blob) return;
        state.Add(blob, decision.Changes);
        decision.Named(new NamedBlob(blob.Name, records[0].Offset, records[^1].Offset, Tally.NumberOf(records[0]) - 1));
    }

    /// <inheritdoc/>
    public bool Needs(StoreState state, NamedBlob blob) => state.Find(blob.Name) is not null;

    /// <inheritdoc/>
    public async ValueTask<int> RemakeAsync(StoreState state, NamedBlob lost, IReadOnlyList<LogRecord> records, Decision decision, CancellationToken cancellationToken)
    {
        if (state.Find(lost.Name) is not { } old) return 0;
        var blob = await PackAsync(records, decision.Partition, cancellationToken);
        state.Replace(old, blob, decision.Changes);
        if (blob is not null) decision.Named(lost with { Name = blob.Name });
        return old.Rows - (blob?.Rows ?? 0);
    }

    /// <inheritdoc/>
    public void Retell(LogRecord record, ReadOnlyMemory<byte> outcome, Telling telling)
    {
        // Nothing follows from a stored row: the commit itself made it visible.
    }

    /// <inheritdoc/>
    public Task TellAsync(Telling telling, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Uploads the events among the records; null when there is none.</summary>
    private async Task<HotBlob?> PackAsync(IReadOnlyList<LogRecord> records, int partition, CancellationToken cancellationToken)
    {
        var packed = new MemoryStream();
        var (rows, from, to) = (0, long.MaxValue, long.MinValue);
        DeviceEvent? first = null;
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var record in records)
            {
                if (ValidRecord.Event(record) is not { } e) continue;
                first ??= e;
                gzip.Write(record.Value.Span);
                gzip.WriteByte((byte)'\n');
                rows++;
                (from, to) = (Math.Min(from, e.Time), Math.Max(to, e.Time));
            }
        }

        if (first is null) return null;
        var name = NameOf(first, partition);
        await blobs.UploadAsync(name, packed.GetBuffer().AsMemory(0, (int)packed.Length), cancellationToken);
        return new HotBlob(name, rows, packed.Length, from, to, first.Arrived);
    }

    private static string NameOf(DeviceEvent first, int partition)
    {
        var hour = DateTimeOffset.FromUnixTimeMilliseconds(first.Arrived).ToString("yyyy/MM/dd/HH", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"telemetry/hot/p={partition:D3}/{hour}/{first.Origin.Offset:D20}-{Guid.NewGuid():N}.jsonl.gz");
    }
}

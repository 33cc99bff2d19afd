using System.Globalization;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Access;

/// <summary>
/// Writes who read, changed or deleted what into append blobs, JSON lines in a hash chain, <c>yyyy/MM/dd/HHmmss-UNIQUE.jsonl</c>. An entry
/// is durable when the call returns. Entries that come while one append is under way go together with the next.
/// </summary>
/// <param name="blobs">A container of their own, so that it can be made immutable.</param>
/// <param name="time">Clock.</param>
public sealed class AccessLog(IArchiveBlobs blobs, TimeProvider time)
{
    /// <summary>Appends to one blob at most; Azure ends it at 50,000.</summary>
    private const int MostAppends = 40_000;

    /// <summary>A blob of this size is followed by another, which bounds what a reader holds.</summary>
    private const long MostBytes = 4 << 20;

    /// <summary>Entries that may wait.</summary>
    private const int MostWaiting = 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Lock gate = new();
    private Batch waiting = new();
    private bool writing;
    private Target? target;

    /// <summary>Writes an entry.</summary>
    /// <exception cref="StoreUnavailableException">It is not known to be written.</exception>
    public async Task WriteAsync(AccessEntry entry, CancellationToken cancellationToken)
    {
        Task written;
        lock (gate)
        {
            if (waiting.Entries.Count == MostWaiting) throw new StoreUnavailableException($"{MostWaiting} entries of the access log wait to be written.");
            waiting.Entries.Add(entry);
            written = waiting.Written.Task;
            if (!writing)
            {
                writing = true;
                _ = Task.Run(DrainAsync, CancellationToken.None);
            }
        }

        try
        {
            await written.WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new StoreUnavailableException("The access log could not be written in time.", exception);
        }
    }

    private async Task DrainAsync()
    {
        while (Next() is { } batch)
        {
            try
            {
                await AppendAsync(batch.Entries);
                batch.Written.SetResult();
            }
            catch (Exception exception)
            {
                // Whether the blob took it is not known, so nothing more goes there.
                target = null;
                batch.Written.SetException(exception);
            }
        }
    }

    private Batch? Next()
    {
        lock (gate)
        {
            var batch = waiting;
            writing = batch.Entries.Count > 0;
            if (!writing) return null;
            waiting = new Batch();
            return batch;
        }
    }

    private async Task AppendAsync(List<AccessEntry> entries)
    {
        using var late = new CancellationTokenSource(Patience);
        var to = target is { } now && now.Day == Today && now.Appends < MostAppends && now.Length < MostBytes ? now : await CreateAsync(late.Token);
        var lines = new MemoryStream();
        foreach (var entry in entries) to.Chain.Write(entry, lines);
        var version = await blobs.TryAppendAsync(to.Name, to.Length, to.Version, lines.GetBuffer().AsMemory(0, (int)lines.Length), late.Token)
            ?? throw new StoreUnavailableException($"Somebody else changed {to.Name}.");
        target = to with { Version = version, Length = to.Length + lines.Length, Appends = to.Appends + 1 };
    }

    private async Task<Target> CreateAsync(CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{AccessLogReader.Folder(time.GetUtcNow())}{time.GetUtcNow():HHmmss}-{Guid.NewGuid():N}.jsonl");
        return new Target(name, await blobs.CreateAppendAsync(name, cancellationToken), Today, new AccessChain(), 0, 0);
    }

    private DateTime Today => time.GetUtcNow().UtcDateTime.Date;

    private sealed class Batch
    {
        internal List<AccessEntry> Entries { get; } = [];

        internal TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed record Target(string Name, string Version, DateTime Day, AccessChain Chain, long Length, int Appends);
}

using System.Runtime.CompilerServices;
using ServerlessIot.Faults.Tests.Simulation.Faults;
using ServerlessIot.Faults.Tests.Simulation.Kernel;
using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Faults.Tests.Simulation.Stores;

/// <summary>The blob store as one process sees it. Answers as the adapter on Azure's client does.</summary>
internal sealed class SimBlobs(MemoryBlobs store, StoreCalls calls, EventLoop loop) : IArchiveBlobs
{
    /// <summary>Byte of a journal's block that says what it is: after length, checksum and format version.</summary>
    private const int KindAt = 9;

    public Task UploadAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var snapshot = name.Contains("/snapshot-", StringComparison.Ordinal);
        return calls.WriteAsync(
            snapshot ? CutPoint.RollBeforeSnapshot : CutPoint.BlobBeforeUpload,
            snapshot ? CutPoint.RollAfterSnapshot : CutPoint.BlobAfterUpload,
            () => Now(Dated().UploadAsync(name, content, cancellationToken)),
            () => true);
    }

    public Task<bool> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken) => calls.WriteAsync(
        CutPoint.JournalBeforeHead, CutPoint.JournalAfterHead, () => store.TryReplaceAsync(name, content, version, cancellationToken).Result, () => false);

    public Task<BlobContent?> DownloadAsync(string name, CancellationToken cancellationToken) =>
        calls.ReadAsync(() => store.DownloadAsync(name, cancellationToken).Result);

    public Task<bool> ExistsAsync(string name, CancellationToken cancellationToken) =>
        calls.ReadAsync(() => store.DownloadAsync(name, cancellationToken).Result is not null);

    public Task<string> CreateAppendAsync(string name, CancellationToken cancellationToken) => calls.WriteAsync(
        CutPoint.JournalBeforeFirst,
        CutPoint.JournalAfterFirst,
        () => store.CreateAppendAsync(name, cancellationToken).Result,
        () => throw new StoreUnavailableException($"{name} exists already."));

    public Task<string?> TryAppendAsync(string name, long length, string version, ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
    {
        var (before, after) = (FrameKind)block.Span[KindAt] switch
        {
            FrameKind.Header => (CutPoint.JournalBeforeFirst, CutPoint.JournalAfterFirst),
            FrameKind.Seal => (CutPoint.RollBeforeSeal, CutPoint.RollAfterSeal),
            _ => (CutPoint.JournalBeforeAppend, CutPoint.JournalAfterAppend),
        };
        // A late arrival must find the bytes that were sent.
        var sent = block.ToArray();
        return calls.WriteAsync(before, after, () => store.TryAppendAsync(name, length, version, sent, cancellationToken).Result, () => null);
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        calls.WriteAsync(CutPoint.BlobBeforeDelete, CutPoint.BlobAfterDelete, () => Now(store.DeleteAsync(name, cancellationToken)), () => true);

    public Task<ReadOnlyMemory<byte>?> ReadRangeAsync(string name, long offset, int length, CancellationToken cancellationToken) =>
        calls.ReadAsync(() => store.ReadRangeAsync(name, offset, length, cancellationToken).Result);

    public Task StageAsync(string name, int block, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var sent = content.ToArray();
        return calls.WriteAsync(CutPoint.SegmentBeforeBlock, CutPoint.SegmentAfterBlock, () => Now(store.StageAsync(name, block, sent, cancellationToken)), () => true);
    }

    public Task CommitAsync(string name, int blocks, BlobTier tier, CancellationToken cancellationToken) => calls.WriteAsync(
        CutPoint.SegmentBeforeEnd, CutPoint.SegmentAfterEnd, () => Now(Dated().CommitAsync(name, blocks, tier, cancellationToken)), () => true);

    public Task<BlobTier?> TierOfAsync(string name, CancellationToken cancellationToken) => calls.ReadAsync(() => store.TierOf(name));

    public Task SetTierAsync(string name, BlobTier tier, CancellationToken cancellationToken) => calls.WriteAsync(
        CutPoint.SegmentBeforeEnd, CutPoint.SegmentAfterEnd, () => Now(store.SetTierAsync(name, tier, cancellationToken)), () => true);

    public async IAsyncEnumerable<string> ListAsync(string prefix, DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = await calls.ReadAsync(() => store.ListAsync(prefix, before, cancellationToken).ToBlockingEnumerable(cancellationToken).ToList());
        foreach (var name in found) yield return name;
    }

    private MemoryBlobs Dated()
    {
        store.Now = DateTimeOffset.FromUnixTimeMilliseconds(loop.UnixNow);
        return store;
    }

    // The store below answers at once.
    private static bool Now(Task done) => done.IsCompletedSuccessfully ? true : throw new InvalidOperationException("The store failed.", done.Exception);
}

using System.Text;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Journals;

/// <summary>
/// The journal of one (step, partition): a chain of append blobs. Appending on the condition that the blob is as this
/// instance knows it is the one and only commit. A full blob is sealed by a last frame that names a snapshot of the
/// state and the successor. The blob <c>head</c> only hints where on the chain to start reading: the newest journal and
/// those before it, a line each.
/// </summary>
public sealed class Journal
{
    /// <summary>Journals named beside the newest in the head, for a store that loses its tail.</summary>
    private const int Predecessors = 4;

    /// <summary>Blocks of a journal without entries.</summary>
    private const int Header = 1;

    /// <summary>Last line of a head whose journal nobody has written to yet.</summary>
    internal const string Unsure = "unsure";
    private readonly IBlobStore blobs;
    private readonly string folder;
    private readonly JournalLimits limits;
    private string name = "";
    private string[] names = [];
    private string version = "";
    private string? headVersion;
    private long length;
    private long snapshotLength;
    private int blocks;

    private Journal(IBlobStore blobs, string folder, JournalLimits? limits = null)
    {
        this.blobs = blobs;
        this.folder = folder;
        this.limits = limits ?? new JournalLimits();
    }

    /// <summary>Whether it is time to call <see cref="RollAsync"/>.</summary>
    public bool Full => blocks >= limits.Blocks || length >= Math.Max(limits.Bytes, snapshotLength);

    /// <summary>Where the blobs of one journal lie.</summary>
    public static string Folder(string step, int partition) => $"journals/{step}/p={partition:D3}/";

    /// <summary>Opens the journal, creating it when there is none, and returns what it holds.</summary>
    public static async Task<(Journal Journal, JournalContent Content)> OpenAsync(
        IBlobStore blobs, string step, int partition, CancellationToken cancellationToken, JournalLimits? limits = null)
    {
        var journal = new Journal(blobs, Folder(step, partition), limits);
        while (true)
        {
            if (!await journal.FindHeadAsync(cancellationToken)) await journal.BeginAsync(cancellationToken);
            else if (await journal.TryLoadAsync(cancellationToken) is { } content) return (journal, content);
        }
    }

    /// <summary>Reads the journal without ever writing; null when there is none yet.</summary>
    public static async Task<JournalContent?> ReadAsync(IBlobStore blobs, string step, int partition, CancellationToken cancellationToken)
    {
        var journal = new Journal(blobs, Folder(step, partition));
        while (await journal.FindHeadAsync(cancellationToken))
        {
            if (await journal.TryLoadAsync(cancellationToken) is { } content) return content;
        }

        return null;
    }

    /// <summary>Commits one entry. False: somebody else wrote, or the blob lost its tail; open the journal again.</summary>
    public async Task<bool> TryAppendAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var frame = Frame.Build(FrameKind.Entry, payload.Span);
        var next = await blobs.TryAppendAsync(name, length, version, frame, cancellationToken);
        if (next is null) return false;
        version = next;
        length += frame.Length;
        if (blocks == Header && !await IsFoundAsync(cancellationToken)) return false;
        blocks++;
        return true;
    }

    /// <summary>
    /// Whether readers find this journal. A store that lost its tail may have kept it and forgotten the head and the seal that lead to it;
    /// once it holds an entry and is found, they cannot be forgotten without the entry.
    /// </summary>
    private async Task<bool> IsFoundAsync(CancellationToken cancellationToken)
    {
        var reader = new Journal(blobs, folder);
        return await reader.FindHeadAsync(cancellationToken)
            && (reader.names[0] == name || (await reader.TryLoadAsync(cancellationToken) is not null && reader.name == name));
    }

    /// <summary>Writes a snapshot, a successor, and seals this journal with both. False: somebody else wrote; open the journal again.</summary>
    public async Task<bool> RollAsync(ReadOnlyMemory<byte> snapshot, CancellationToken cancellationToken)
    {
        var unique = Guid.NewGuid().ToString("N");
        var snapshotName = $"{folder}snapshot-{unique}";
        var successor = $"{folder}journal-{unique}";
        await blobs.UploadAsync(snapshotName, Frame.Build(FrameKind.Header, snapshot.Span), cancellationToken);
        var (successorVersion, successorLength) = await CreateAsync(successor, snapshotName, cancellationToken);
        var seal = new ByteWriter();
        seal.Text(snapshotName);
        seal.Text(successor);
        var sealFrame = Frame.Build(FrameKind.Seal, seal.Written.Span);
        if (await blobs.TryAppendAsync(name, length, version, sealFrame, cancellationToken) is null) return false;
        // A store that lost its tail meanwhile took what the seal names with it, and readers take the seal for void: nothing may go to the successor then.
        if (await StartOfAsync(blobs, successor, cancellationToken) is null) return false;
        (name, version, length, blocks, snapshotLength) = (successor, successorVersion, successorLength, Header, snapshot.Length);
        await MoveHeadAsync(cancellationToken);
        return true;
    }

    /// <summary>False when there is no journal yet, or none that is sure to be there.</summary>
    private async Task<bool> FindHeadAsync(CancellationToken cancellationToken)
    {
        var head = await blobs.DownloadAsync(folder + "head", cancellationToken);
        headVersion = head?.Version;
        names = head is null ? [] : Named(head);
        return names.Length > 0 && names[^1] != Unsure;
    }

    /// <summary>
    /// The one whose head is written decides which first journal it is. A store that lost its tail may have taken the head and
    /// forgotten the journal: so the head says that the journal is unsure until it was seen after the head was there.
    /// </summary>
    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var first = names.FirstOrDefault();
        if (first is not null && await ExistingAsync(blobs, first, cancellationToken) is not null)
        {
            await WriteHeadAsync(first, cancellationToken);
            return;
        }

        first = $"{folder}journal-{Guid.NewGuid():N}";
        await CreateAsync(first, snapshot: "", cancellationToken);
        await WriteHeadAsync($"{first}\n{Unsure}", cancellationToken);
    }

    private Task<bool> WriteHeadAsync(string text, CancellationToken cancellationToken) =>
        blobs.TryReplaceAsync(folder + "head", Encoding.UTF8.GetBytes(text), headVersion, cancellationToken);

    /// <summary>Null when the head was another by the time that something it leads to was missing: the store lost its tail in between.</summary>
    private async Task<JournalContent?> TryLoadAsync(CancellationToken cancellationToken)
    {
        var read = headVersion;
        try
        {
            return await LoadAsync(cancellationToken);
        }
        catch (CorruptDataException)
        {
            if (await FindHeadAsync(cancellationToken) && headVersion == read) throw;
            return null;
        }
    }

    private async Task<JournalContent> LoadAsync(CancellationToken cancellationToken)
    {
        var blob = await FirstAsync(cancellationToken);
        ReadOnlyMemory<byte>? known = null;
        while (true)
        {
            var rest = blob.Content;
            var entries = new List<ReadOnlyMemory<byte>>();
            var snapshotName = "";
            string? successor = null;
            var count = 0;
            while (Frame.TryTake(ref rest, out var kind, out var payload))
            {
                count++;
                if (kind == FrameKind.Header) snapshotName = new ByteReader(payload.Span).Text();
                else if (kind == FrameKind.Entry) entries.Add(payload);
                // An entry after a seal was written by somebody who found no successor: the seal is void.
                successor = kind == FrameKind.Seal ? Successor(payload.Span) : null;
            }

            // A store that lost its tail may have lost the successor before the seal was written: this blob holds everything, and goes on.
            if (successor is not null && await StartOfAsync(blobs, successor, cancellationToken) is var (next, start))
            {
                (name, blob, known) = (successor, next, start);
                continue;
            }

            var snapshot = known ?? await StateOfAsync(blobs, snapshotName, cancellationToken);
            (version, length, blocks, snapshotLength) = (blob.Version, blob.Content.Length, count, snapshot.Length);
            return new JournalContent(snapshot, entries);
        }
    }

    private async Task<BlobContent> FirstAsync(CancellationToken cancellationToken)
    {
        (name, var blob) = await FirstAsync(blobs, names, cancellationToken);
        return blob;
    }

    /// <summary>The journals that a head names, the newest first.</summary>
    internal static string[] Named(BlobContent head) => Encoding.UTF8.GetString(head.Content.Span).Split('\n');

    /// <summary>The first journal of those that the head names which is there: the later ones may be lost with the store's tail.</summary>
    internal static async Task<(string Name, BlobContent Blob)> FirstAsync(IBlobStore blobs, string[] names, CancellationToken cancellationToken)
    {
        foreach (var named in names)
        {
            if (await ExistingAsync(blobs, named, cancellationToken) is { } blob) return (named, blob);
        }

        throw new JournalCorruptException($"Of the journals {string.Join(", ", names)}, which the head names, none exists.");
    }

    /// <summary>A journal's blob; null when it is not there, or lost its tail down to nothing.</summary>
    internal static async Task<BlobContent?> ExistingAsync(IBlobStore blobs, string named, CancellationToken cancellationToken) =>
        await blobs.DownloadAsync(named, cancellationToken) is { Content.IsEmpty: false } blob ? blob : null;

    /// <summary>The successor that a seal names.</summary>
    internal static string Successor(ReadOnlySpan<byte> seal)
    {
        var reader = new ByteReader(seal);
        reader.Text();
        return reader.Text();
    }

    /// <summary>A successor and the snapshot that it starts from; null when either is gone.</summary>
    internal static async Task<(BlobContent Blob, ReadOnlyMemory<byte> Snapshot)?> StartOfAsync(IBlobStore blobs, string successor, CancellationToken cancellationToken)
    {
        if (await blobs.DownloadAsync(successor, cancellationToken) is not { } blob) return null;
        var rest = blob.Content;
        if (!Frame.TryTake(ref rest, out _, out var header)) return null;
        return await SnapshotAsync(blobs, new ByteReader(header.Span).Text(), cancellationToken) is { } snapshot ? (blob, snapshot) : null;
    }

    /// <summary>The state that a snapshot holds.</summary>
    /// <exception cref="JournalCorruptException">It is gone, or broken.</exception>
    internal static async Task<ReadOnlyMemory<byte>> StateOfAsync(IBlobStore blobs, string snapshotName, CancellationToken cancellationToken) =>
        await SnapshotAsync(blobs, snapshotName, cancellationToken) ?? throw new JournalCorruptException($"The snapshot {snapshotName} is named but does not exist.");

    /// <summary>Null when it is gone.</summary>
    private static async Task<ReadOnlyMemory<byte>?> SnapshotAsync(IBlobStore blobs, string snapshotName, CancellationToken cancellationToken)
    {
        if (snapshotName.Length == 0) return default(ReadOnlyMemory<byte>);
        if (await blobs.DownloadAsync(snapshotName, cancellationToken) is not { } blob) return null;
        var bytes = blob.Content;
        return Frame.TryTake(ref bytes, out _, out var payload) ? payload : throw new JournalCorruptException($"The snapshot {snapshotName} is empty.");
    }

    private async Task<(string Version, long Length)> CreateAsync(string blob, string snapshot, CancellationToken cancellationToken)
    {
        var header = new ByteWriter();
        header.Text(snapshot);
        var frame = Frame.Build(FrameKind.Header, header.Written.Span);
        var created = await blobs.CreateAppendAsync(blob, cancellationToken);
        var next = await blobs.TryAppendAsync(blob, 0, created, frame, cancellationToken)
            ?? throw new StoreUnavailableException($"The new journal {blob} was changed by somebody else.");
        return (next, frame.Length);
    }

    // A stalled writer must not turn the hint back: the condition fails for it, and the hint stays.
    private async Task MoveHeadAsync(CancellationToken cancellationToken)
    {
        names = [name, .. names.Take(Predecessors)];
        await WriteHeadAsync(string.Join('\n', names), cancellationToken);
        headVersion = (await blobs.DownloadAsync(folder + "head", cancellationToken))?.Version;
    }
}

/// <summary>What a journal holds.</summary>
/// <param name="Snapshot">State to start from; empty for a new journal.</param>
/// <param name="Entries">Committed entries after the snapshot, in order.</param>
public sealed record JournalContent(ReadOnlyMemory<byte> Snapshot, IReadOnlyList<ReadOnlyMemory<byte>> Entries);

using System.Buffers.Binary;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Journals;

/// <summary>Follows a journal without ever writing: reads only what was appended since the last look, along the chain of sealed blobs.</summary>
public static class JournalTail
{
    private const int CheckLength = 8;

    /// <summary>What is new since <paramref name="since"/>; null when there is no journal yet.</summary>
    /// <param name="blobs">Where the journal lies.</param>
    /// <param name="step">Step of the journal.</param>
    /// <param name="partition">Source partition.</param>
    /// <param name="since">Where the last look ended; null = read from the latest snapshot on.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="JournalCorruptException">The journal cannot be read.</exception>
    public static async Task<JournalNews?> ReadAsync(IBlobStore blobs, string step, int partition, JournalPosition? since, CancellationToken cancellationToken)
    {
        JournalNews? news = null;
        if (since is not null && await blobs.DownloadFromAsync(since.Blob, since.Frame, cancellationToken) is { } rest && Holds(rest.Content, since.Check))
            news = await FollowAsync(blobs, since.Blob, since.Frame, rest.Content, known: true, cancellationToken);
        if (news is { Entries.Count: > 0 }) return news;
        // The first look, or nothing new: then the store may have lost the journal's tail, and the head leads elsewhere.
        if (await blobs.DownloadAsync(Journal.Folder(step, partition) + "head", cancellationToken) is not { } head) return null;
        var names = Journal.Named(head);
        if (names[^1] == Journal.Unsure) return null;
        if (news?.Position.Blob == names[0]) return news;
        var (name, blob) = await Journal.FirstAsync(blobs, names, cancellationToken);
        var whole = await FollowAsync(blobs, name, 0, blob.Content, known: false, cancellationToken);
        return news?.Position == whole.Position ? news : whole;
    }

    private static bool Holds(ReadOnlyMemory<byte> frame, ulong check) =>
        frame.Length >= CheckLength && BinaryPrimitives.ReadUInt64LittleEndian(frame.Span) == check;

    private static async Task<JournalNews> FollowAsync(IBlobStore blobs, string name, long at, ReadOnlyMemory<byte> rest, bool known, CancellationToken cancellationToken)
    {
        var entries = new List<ReadOnlyMemory<byte>>();
        var (anew, skip, snapshot) = (!known, known, "");
        var position = new JournalPosition(name, at, 0);
        string? successor = null;
        while (true)
        {
            var (length, frame) = (rest.Length, rest);
            if (!Frame.TryTake(ref rest, out var kind, out var payload))
            {
                if (successor is null || await Journal.StartOfAsync(blobs, successor, cancellationToken) is not var (next, _)) break;
                // Without anything read before, the successor's snapshot stands for all of this blob.
                if (anew) entries.Clear();
                (name, at, rest, successor) = (successor, 0, next.Content, null);
                continue;
            }

            position = new JournalPosition(name, at, BinaryPrimitives.ReadUInt64LittleEndian(frame.Span));
            at += length - rest.Length;
            if (kind == FrameKind.Header && anew) snapshot = new ByteReader(payload.Span).Text();
            else if (kind == FrameKind.Entry && !skip) entries.Add(payload);
            // A seal with an entry behind it is void (see Journal).
            successor = kind == FrameKind.Seal ? Journal.Successor(payload.Span) : null;
            skip = false;
        }

        return new JournalNews(position, anew, await Journal.StateOfAsync(blobs, snapshot, cancellationToken), entries);
    }
}

/// <summary>What a journal holds beyond a position.</summary>
/// <param name="Position">Where the next look begins.</param>
/// <param name="Anew">Whether it was read from its latest snapshot on: nothing that was read before counts.</param>
/// <param name="Snapshot">State to start from when read anew; empty for a journal that never rolled.</param>
/// <param name="Entries">Committed entries, in order.</param>
public sealed record JournalNews(JournalPosition Position, bool Anew, ReadOnlyMemory<byte> Snapshot, IReadOnlyList<ReadOnlyMemory<byte>> Entries);

using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Journals;

/// <summary>
/// Deletes journals that were sealed long ago, with their snapshots: what the head names, what follows from there, and what those start from stays.
/// A reader that stands in one of the others reads anew from the head.
/// </summary>
public sealed class JournalSweeper(IArchiveBlobs blobs)
{
    private const string Root = "journals/";

    /// <summary>Goes through the journals of all steps and partitions.</summary>
    /// <param name="before">Only blobs that were last written before are deleted: long after what a store may still forget.</param>
    /// <param name="cancellationToken">Ends it; what is left is deleted by the next run.</param>
    /// <returns>How many blobs were deleted.</returns>
    public async Task<int> RunAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var folders = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        await foreach (var name in blobs.ListAsync(Root, before, cancellationToken))
        {
            var folder = name[..(name.LastIndexOf('/') + 1)];
            if (!folders.TryGetValue(folder, out var names)) folders.Add(folder, names = []);
            names.Add(name);
        }

        var deleted = 0;
        foreach (var (folder, names) in folders) deleted += await SweepAsync(folder, names, cancellationToken);
        return deleted;
    }

    private async Task<int> SweepAsync(string folder, List<string> old, CancellationToken cancellationToken)
    {
        if (await blobs.DownloadAsync(folder + "head", cancellationToken) is not { } head) return 0;
        var named = Journal.Named(head);
        if (named[^1] == Journal.Unsure) return 0;
        // Mostly nothing is left when these are taken out, and nothing has to be read.
        old.RemoveAll(name => name == folder + "head" || named.Contains(name));
        if (old.Count == 0) return 0;
        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in named) await KeepAsync(name, kept, cancellationToken);
        old.RemoveAll(kept.Contains);
        foreach (var name in old) await blobs.DeleteAsync(name, cancellationToken);
        return old.Count;
    }

    /// <summary>Keeps a journal, its snapshot, and all that follow it.</summary>
    private async Task KeepAsync(string? name, HashSet<string> kept, CancellationToken cancellationToken)
    {
        while (name is { Length: > 0 } && kept.Add(name) && await blobs.DownloadAsync(name, cancellationToken) is { } blob)
        {
            (name, var rest) = (null, blob.Content);
            while (Frame.TryTake(ref rest, out var kind, out var payload))
            {
                if (kind == FrameKind.Header) kept.Add(new ByteReader(payload.Span).Text());
                if (kind != FrameKind.Seal) continue;
                kept.Add(new ByteReader(payload.Span).Text());
                name = Journal.Successor(payload.Span);
            }
        }
    }
}

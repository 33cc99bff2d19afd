using System.Text;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Audit;

/// <summary>Plants losses: rewrites the last entry of a journal that holds records, as a defect would have written it.</summary>
internal static class Forgery
{
    /// <summary>Rewrites the last entry that <paramref name="pick"/> accepts; false when there is none, as right after a journal was rolled.</summary>
    public static async Task<bool> RewriteAsync(MemoryBlobs blobs, string step, int partition, Func<ForgedEntry, bool> pick, Func<ForgedEntry, ForgedEntry> change)
    {
        var (name, frames) = await FramesAsync(blobs, step, partition);
        var last = frames.FindLastIndex(frame => frame.Kind == FrameKind.Entry && pick(ForgedEntry.Read(frame.Payload.Span)));
        if (last < 0) return false;
        frames[last] = (FrameKind.Entry, change(ForgedEntry.Read(frames[last].Payload.Span)).ToBytes());
        await WriteAsync(blobs, name, frames.SelectMany(frame => Frame.Build(frame.Kind, frame.Payload.Span)).ToArray());
        return true;
    }

    /// <summary>Flips a bit in the last frame.</summary>
    public static async Task SpoilAsync(MemoryBlobs blobs, string step, int partition)
    {
        var (name, frames) = await FramesAsync(blobs, step, partition);
        var bytes = frames.SelectMany(frame => Frame.Build(frame.Kind, frame.Payload.Span)).ToArray();
        bytes[^1] ^= 1;
        await WriteAsync(blobs, name, bytes);
    }

    private static async Task<(string Name, List<(FrameKind Kind, ReadOnlyMemory<byte> Payload)> Frames)> FramesAsync(MemoryBlobs blobs, string step, int partition)
    {
        var head = await blobs.DownloadAsync(Journal.Folder(step, partition) + "head", default);
        var name = Encoding.UTF8.GetString(head!.Content.Span).Split('\n')[0];
        var rest = (await blobs.DownloadAsync(name, default))!.Content;
        var frames = new List<(FrameKind, ReadOnlyMemory<byte>)>();
        while (Frame.TryTake(ref rest, out var kind, out var payload)) frames.Add((kind, payload.ToArray()));
        return (name, frames);
    }

    private static async Task WriteAsync(MemoryBlobs blobs, string name, byte[] content)
    {
        await blobs.DeleteAsync(name, default);
        var version = await blobs.CreateAppendAsync(name, default);
        Assert.NotNull(await blobs.TryAppendAsync(name, 0, version, content, default));
    }
}

/// <summary>An entry taken apart.</summary>
internal sealed record ForgedEntry(Marks Marks, long From, byte[] Changes, byte[] Outcomes, (byte Whole, long Since, long Applied, long Events, long Ticks, long Seen)? Tally)
{
    public static ForgedEntry Read(ReadOnlySpan<byte> entry)
    {
        var reader = new ByteReader(entry);
        return new ForgedEntry(Marks.Read(ref reader), reader.Signed(), reader.Bytes().ToArray(), reader.Bytes().ToArray(),
            reader.End ? null : (reader.Byte(), reader.Signed(), reader.Signed(), reader.Signed(), reader.Signed(), reader.Signed()));
    }

    public ReadOnlyMemory<byte> ToBytes()
    {
        var to = new ByteWriter();
        Marks.Write(to);
        to.Signed(From);
        to.Bytes(Changes);
        to.Bytes(Outcomes);
        if (Tally is not { } tally) return to.Written;
        to.Byte(tally.Whole);
        foreach (var value in new[] { tally.Since, tally.Applied, tally.Events, tally.Ticks, tally.Seen }) to.Signed(value);
        return to.Written;
    }
}

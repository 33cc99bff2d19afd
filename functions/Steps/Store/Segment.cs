using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Store;

/// <summary>A committed segment: rows sorted by device and time, in chunks, with an index in a blob of its own.</summary>
public sealed record Segment
{
    /// <summary>Blob name, unique; the index is <see cref="IndexName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>What it was merged to.</summary>
    public required SegmentLevel Level { get; init; }

    /// <summary>How its chunks are written.</summary>
    public required ChunkFormat Format { get; init; }

    /// <summary>Tier that its rows are in, or on their way to; the index stays readable.</summary>
    public BlobTier Tier { get; init; }

    /// <summary>Rows in it.</summary>
    public required long Rows { get; init; }

    /// <summary>Size, bytes, without the index.</summary>
    public required long Bytes { get; init; }

    /// <summary>Size of the index, bytes.</summary>
    public required long IndexBytes { get; init; }

    /// <summary>Earliest event time, Unix milliseconds.</summary>
    public required long From { get; init; }

    /// <summary>Latest event time, Unix milliseconds.</summary>
    public required long To { get; init; }

    /// <summary>First millisecond of the span of arrival that it stands for; its age counts from there.</summary>
    public required long Slot { get; init; }

    /// <summary>Name of the policy that says how long its rows stay where; empty for the default.</summary>
    public string Policy { get; init; } = "";

    /// <summary>Name of the blob of the index.</summary>
    public string IndexName => Name + ".idx";

    internal void Write(ByteWriter to)
    {
        to.Text(Name);
        foreach (var value in new[] { (byte)Level, (byte)Format, (byte)Tier }) to.Byte(value);
        foreach (var value in new[] { Rows, Bytes, IndexBytes }) to.Unsigned((ulong)value);
        foreach (var value in new[] { From, To, Slot }) to.Signed(value);
        to.Text(Policy);
    }

    internal static Segment Read(ref ByteReader from) => new()
    {
        Name = from.Text(),
        Level = (SegmentLevel)from.Byte(),
        Format = (ChunkFormat)from.Byte(),
        Tier = (BlobTier)from.Byte(),
        Rows = (long)from.Unsigned(),
        Bytes = (long)from.Unsigned(),
        IndexBytes = (long)from.Unsigned(),
        From = from.Signed(),
        To = from.Signed(),
        Slot = from.Signed(),
        Policy = from.Text(),
    };
}

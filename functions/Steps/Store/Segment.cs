using System.Globalization;
using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Store;

/// <summary>A committed segment: rows sorted by device and time, in chunks, with an index in a blob of its own.</summary>
public sealed record Segment
{
    /// <summary>Set in the byte of the tier when <see cref="RowsOf"/> follows; older versions wrote none.</summary>
    private const int HasRowsOf = 0x80;

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

    /// <summary>Name of the segment whose blob holds the rows, of which this one's index names only some; null = its own.</summary>
    public string? RowsOf { get; init; }

    /// <summary>Name of the blob of the rows.</summary>
    public string Data => RowsOf ?? Name;

    /// <summary>Its partition, as its name says.</summary>
    internal int Partition
    {
        get
        {
            var from = Name.IndexOf("/p=", StringComparison.Ordinal) + 3;
            var length = from < 3 ? 0 : Name.AsSpan(from).IndexOf('/');
            return length > 0 && int.TryParse(Name.AsSpan(from, length), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
                ? partition
                : throw new CorruptDataException($"{Name} names no partition.");
        }
    }

    /// <summary>A new unique name beside its own.</summary>
    internal string AnotherName()
    {
        var (dash, dot) = (Name.LastIndexOf('-'), Name.IndexOf('.', Name.LastIndexOf('/') + 1));
        return dash > 0 && dot > dash ? $"{Name[..(dash + 1)]}{Guid.NewGuid():N}{Name[dot..]}" : throw new CorruptDataException($"{Name} is no name of a segment.");
    }

    /// <summary>Name of the blob of the index.</summary>
    public string IndexName => Name + ".idx";

    internal void Write(ByteWriter to)
    {
        to.Text(Name);
        foreach (var value in new[] { (byte)Level, (byte)Format, (byte)((byte)Tier | (RowsOf is null ? 0 : HasRowsOf)) }) to.Byte(value);
        foreach (var value in new[] { Rows, Bytes, IndexBytes }) to.Unsigned((ulong)value);
        foreach (var value in new[] { From, To, Slot }) to.Signed(value);
        to.Text(Policy);
        if (RowsOf is not null) to.Text(RowsOf);
    }

    internal static Segment Read(ref ByteReader from)
    {
        var (name, level, format, tier) = (from.Text(), (SegmentLevel)from.Byte(), (ChunkFormat)from.Byte(), from.Byte());
        var segment = new Segment
        {
            Name = name,
            Level = level,
            Format = format,
            Tier = (BlobTier)(tier & ~HasRowsOf),
            Rows = (long)from.Unsigned(),
            Bytes = (long)from.Unsigned(),
            IndexBytes = (long)from.Unsigned(),
            From = from.Signed(),
            To = from.Signed(),
            Slot = from.Signed(),
            Policy = from.Text(),
        };
        return (tier & HasRowsOf) == 0 ? segment : segment with { RowsOf = from.Text() };
    }
}

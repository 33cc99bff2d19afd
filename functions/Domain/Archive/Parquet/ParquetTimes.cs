using System.Buffers.Binary;

namespace ServerlessIot.Domain.Archive.Parquet;

/// <summary>A column of times, Unix milliseconds, with the least and the greatest of a row group, by which readers skip row groups.</summary>
internal sealed class ParquetTimes(string name) : ParquetColumnOf<long>(name, ParquetKind.Time, optional: false, PlainValues.Int64)
{
    private long least = long.MaxValue;
    private long most = long.MinValue;

    /// <inheritdoc/>
    protected override byte[]? Least => Plain(least);

    /// <inheritdoc/>
    protected override byte[]? Most => Plain(most);

    /// <inheritdoc/>
    internal override void Add(int row, long value)
    {
        base.Add(row, value);
        (least, most) = (Math.Min(least, value), Math.Max(most, value));
    }

    private static byte[] Plain(long value)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }
}

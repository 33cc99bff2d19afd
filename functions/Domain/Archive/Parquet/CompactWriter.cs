using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Archive.Parquet;

/// <summary>Thrift's compact protocol (Apache Thrift, thrift-compact-protocol.md), as far as Parquet's structures need it. Fields are written in the order of their ids.</summary>
internal sealed class CompactWriter(ByteWriter to)
{
    private const int MostNesting = 16;
    private const byte True = 1, Int32Type = 5, Int64Type = 6, BinaryType = 8, ListType = 9, StructType = 12, Stop = 0;
    private readonly int[] lasts = new int[MostNesting];
    private int depth;

    /// <summary>What a list holds.</summary>
    internal enum Element : byte
    {
        /// <summary>Numbers of 32 bits, enumerations.</summary>
        Int32 = Int32Type,

        /// <summary>Text.</summary>
        Text = BinaryType,

        /// <summary>Structures.</summary>
        Struct = StructType,
    }

    internal void Yes(int id) => Field(id, True);

    internal void Int32(int id, int value)
    {
        Field(id, Int32Type);
        to.Signed(value);
    }

    internal void Int64(int id, long value)
    {
        Field(id, Int64Type);
        to.Signed(value);
    }

    internal void Text(int id, string value)
    {
        Field(id, BinaryType);
        Item(value);
    }

    internal void Bytes(int id, ReadOnlySpan<byte> value)
    {
        Field(id, BinaryType);
        to.Bytes(value);
    }

    /// <summary>Begins a structure in a field; <see cref="End"/> ends it.</summary>
    internal void Begin(int id)
    {
        Field(id, StructType);
        lasts[++depth] = 0;
    }

    /// <summary>Begins a structure that stands alone or in a list.</summary>
    internal void Begin() => lasts[++depth] = 0;

    internal void End()
    {
        to.Byte(Stop);
        depth--;
    }

    /// <summary>A structure that holds nothing.</summary>
    internal void Empty(int id)
    {
        Begin(id);
        End();
    }

    /// <summary>The beginning of a list; its elements follow.</summary>
    internal void List(int id, Element element, int count)
    {
        Field(id, ListType);
        if (count < 15)
        {
            to.Byte((byte)((count << 4) | (byte)element));
            return;
        }

        to.Byte((byte)(0xF0 | (byte)element));
        to.Unsigned((uint)count);
    }

    internal void Item(int value) => to.Signed(value);

    internal void Item(string value) => to.Bytes(PlainValues.Strict.GetBytes(value));

    /// <summary>Elements that another writer has written.</summary>
    internal void Elements(ReadOnlySpan<byte> written) => to.Raw(written);

    // No structure here has gaps of more than 15 between its ids, so the short form always fits.
    private void Field(int id, byte type)
    {
        to.Byte((byte)(((id - lasts[depth]) << 4) | type));
        lasts[depth] = id;
    }
}

using System.Buffers.Binary;
using System.Text;
using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Archive.Parquet;

/// <summary>Values one behind another (parquet-format, Encodings.md, "Plain", PLAIN = 0).</summary>
internal static class PlainValues
{
    /// <summary>Refuses text with half a surrogate pair, which would come back as another one.</summary>
    internal static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static void Int32(ByteWriter to, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to.GetSpan(sizeof(int)), value);
        to.Advance(sizeof(int));
    }

    /// <summary>Also doubles, by their bits.</summary>
    internal static void Int64(ByteWriter to, long value) => to.Fixed64((ulong)value);

    internal static void Text(ByteWriter to, string value)
    {
        var count = Strict.GetByteCount(value);
        Int32(to, count);
        to.Advance(Strict.GetBytes(value, to.GetSpan(count)));
    }
}

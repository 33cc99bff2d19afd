using System.Buffers.Binary;
using System.Text;

namespace ServerlessIot.Domain.Tests.Decoding.Encoders;

/// <summary>Writes MessagePack in its shortest forms.</summary>
internal sealed class MessagePackWriter
{
    private readonly List<byte> _bytes = [];

    internal byte[] Written => [.. _bytes];

    /// <summary>A JSON-like value: null, bool, long, ulong, float, double, string, byte[], array or dictionary.</summary>
    internal static byte[] Write(object? value) => new MessagePackWriter().Value(value).Written;

    internal MessagePackWriter Value(object? value)
    {
        switch (value)
        {
            case null: _bytes.Add(0xC0); break;
            case bool flag: _bytes.Add(flag ? (byte)0xC3 : (byte)0xC2); break;
            case int number: Integer(number); break;
            case long number: Integer(number); break;
            case ulong number: Big(0xCF, number); break;
            case float number: Put(0xCA, 4, BitConverter.SingleToUInt32Bits(number)); break;
            case double number: Big(0xCB, BitConverter.DoubleToUInt64Bits(number)); break;
            case string text: Text(text); break;
            case byte[] bytes: Bytes(bytes); break;
            case IReadOnlyDictionary<string, object?> map: Map(map); break;
            case IReadOnlyList<object?> list: List(list); break;
            default: throw new NotSupportedException(value.GetType().Name);
        }

        return this;
    }

    /// <summary>A moment as extension −1, of 4, 8 or 12 bytes.</summary>
    internal MessagePackWriter Moment(long seconds, uint nanoseconds, int length)
    {
        if (length == 4)
        {
            _bytes.AddRange([0xD6, 0xFF]);
            Raw(4, (ulong)seconds);
        }
        else if (length == 8)
        {
            _bytes.AddRange([0xD7, 0xFF]);
            Raw(8, ((ulong)nanoseconds << 34) | (ulong)seconds);
        }
        else
        {
            _bytes.AddRange([0xC7, 12, 0xFF]);
            Raw(4, nanoseconds);
            Raw(8, (ulong)seconds);
        }

        return this;
    }

    internal MessagePackWriter Head(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    private void Integer(long number)
    {
        if (number is >= -32 and < 128) _bytes.Add((byte)number);
        else if (number is >= 0 and <= byte.MaxValue) Put(0xCC, 1, (ulong)number);
        else if (number is >= 0 and <= ushort.MaxValue) Put(0xCD, 2, (ulong)number);
        else if (number is >= 0 and <= uint.MaxValue) Put(0xCE, 4, (ulong)number);
        else if (number >= 0) Big(0xCF, (ulong)number);
        else if (number >= sbyte.MinValue) Put(0xD0, 1, (ulong)number);
        else if (number >= short.MinValue) Put(0xD1, 2, (ulong)number);
        else if (number >= int.MinValue) Put(0xD2, 4, (ulong)number);
        else Big(0xD3, (ulong)number);
    }

    private void Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length < 32) _bytes.Add((byte)(0xA0 | bytes.Length));
        else if (bytes.Length <= byte.MaxValue) Put(0xD9, 1, (ulong)bytes.Length);
        else if (bytes.Length <= ushort.MaxValue) Put(0xDA, 2, (ulong)bytes.Length);
        else Put(0xDB, 4, (ulong)bytes.Length);
        _bytes.AddRange(bytes);
    }

    private void Bytes(byte[] bytes)
    {
        if (bytes.Length <= byte.MaxValue) Put(0xC4, 1, (ulong)bytes.Length);
        else Put(0xC5, 2, (ulong)bytes.Length);
        _bytes.AddRange(bytes);
    }

    private void Map(IReadOnlyDictionary<string, object?> map)
    {
        if (map.Count < 16) _bytes.Add((byte)(0x80 | map.Count));
        else Put(0xDE, 2, (ulong)map.Count);
        foreach (var (name, member) in map) Value(name).Value(member);
    }

    private void List(IReadOnlyList<object?> list)
    {
        if (list.Count < 16) _bytes.Add((byte)(0x90 | list.Count));
        else if (list.Count <= ushort.MaxValue) Put(0xDC, 2, (ulong)list.Count);
        else Put(0xDD, 4, (ulong)list.Count);
        foreach (var element in list) Value(element);
    }

    private void Put(byte head, int length, ulong number)
    {
        _bytes.Add(head);
        Raw(length, number);
    }

    private void Big(byte head, ulong number) => Put(head, 8, number);

    private void Raw(int length, ulong number)
    {
        Span<byte> all = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(all, number);
        _bytes.AddRange(all[^length..]);
    }
}

using System.Buffers.Binary;
using System.Text;

namespace ServerlessIot.Domain.Tests.Decoding.Encoders;

/// <summary>Writes CBOR in its shortest forms; containers and texts of open length too.</summary>
internal sealed class CborWriter
{
    private readonly List<byte> _bytes = [];
    private bool _open;

    internal byte[] Written => [.. _bytes];

    internal static byte[] Write(object? value, bool open = false) => new CborWriter { _open = open }.Value(value).Written;

    internal CborWriter Value(object? value)
    {
        switch (value)
        {
            case null: _bytes.Add(0xF6); break;
            case bool flag: _bytes.Add(flag ? (byte)0xF5 : (byte)0xF4); break;
            case int number: Integer(number); break;
            case long number: Integer(number); break;
            case Half number: Fixed(0xF9, 2, BitConverter.HalfToUInt16Bits(number)); break;
            case float number: Fixed(0xFA, 4, BitConverter.SingleToUInt32Bits(number)); break;
            case double number: Fixed(0xFB, 8, BitConverter.DoubleToUInt64Bits(number)); break;
            case string text: Chunks(3, Encoding.UTF8.GetBytes(text)); break;
            case byte[] bytes: Chunks(2, bytes); break;
            case IReadOnlyDictionary<string, object?> map:
                Begin(5, map.Count);
                foreach (var (name, member) in map) Value(name).Value(member);
                End();
                break;
            case IReadOnlyDictionary<int, object?> map:
                Begin(5, map.Count);
                foreach (var (label, member) in map) Value(label).Value(member);
                End();
                break;
            case IReadOnlyList<object?> list:
                Begin(4, list.Count);
                foreach (var element in list) Value(element);
                End();
                break;
            default: throw new NotSupportedException(value.GetType().Name);
        }

        return this;
    }

    internal CborWriter Tag(ulong tag)
    {
        Head(6, tag);
        return this;
    }

    private void Integer(long number) => Head(number < 0 ? 1 : 0, (ulong)(number < 0 ? -1 - number : number));

    private void Begin(int major, int count)
    {
        if (_open) _bytes.Add((byte)((major << 5) | 31));
        else Head(major, (ulong)count);
    }

    private void End()
    {
        if (_open) _bytes.Add(0xFF);
    }

    private void Chunks(int major, byte[] bytes)
    {
        if (!_open || bytes.Length < 2)
        {
            Head(major, (ulong)bytes.Length);
            _bytes.AddRange(bytes);
            return;
        }

        _bytes.Add((byte)((major << 5) | 31));
        foreach (var chunk in bytes.Chunk((bytes.Length / 2) + 1))
        {
            Head(major, (ulong)chunk.Length);
            _bytes.AddRange(chunk);
        }

        _bytes.Add(0xFF);
    }

    private void Head(int major, ulong number)
    {
        var first = (byte)(major << 5);
        if (number < 24) _bytes.Add((byte)(first | (byte)number));
        else if (number <= byte.MaxValue) Fixed((byte)(first | 24), 1, number);
        else if (number <= ushort.MaxValue) Fixed((byte)(first | 25), 2, number);
        else if (number <= uint.MaxValue) Fixed((byte)(first | 26), 4, number);
        else Fixed((byte)(first | 27), 8, number);
    }

    private void Fixed(byte head, int length, ulong number)
    {
        Span<byte> all = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(all, number);
        _bytes.Add(head);
        _bytes.AddRange(all[^length..]);
    }
}

using System.Buffers.Binary;
using System.Text;

namespace ServerlessIot.Bridge.Mqtt.Formatter;

/// <summary>Reads MQTT's data types from one packet: MQTT 5.0, 1.5. Running off the end is a malformed packet.</summary>
internal ref struct MqttSpanReader(ReadOnlySpan<byte> packet)
{
    private ReadOnlySpan<byte> _rest = packet;

    /// <summary>Bytes not read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    public readonly bool AtEnd => _rest.IsEmpty;

    public byte ReadByte() => Take(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    /// <summary>Variable byte integer, 0 to 268,435,455, in as few bytes as possible.</summary>
    public int ReadVariableInteger()
    {
        var value = 0;
        for (var i = 0; i < 4; i++)
        {
            var next = ReadByte();
            value |= (next & 0x7F) << (i * 7);
            if ((next & 0x80) != 0)
                continue;
            return i > 0 && next == 0
                ? throw MqttViolationException.Malformed("a variable byte integer is longer than its value needs")
                : value;
        }
        throw MqttViolationException.Malformed("a variable byte integer has more than four bytes");
    }

    /// <summary>Length-prefixed bytes.</summary>
    public ReadOnlySpan<byte> ReadBinary() => Take(ReadUInt16());

    /// <summary>Length-prefixed UTF-8, checked: no surrogates, nothing overlong, no U+0000 (MQTT 5.0, 1.5.4).</summary>
    public ReadOnlySpan<byte> ReadUtf8()
    {
        var text = ReadBinary();
        if (text.Contains((byte)0))
            throw MqttViolationException.Malformed("a string contains U+0000");
        if (!System.Text.Unicode.Utf8.IsValid(text))
            throw MqttViolationException.Malformed("a string is not valid UTF-8");
        return text;
    }

    public string ReadString() => Encoding.UTF8.GetString(ReadUtf8());

    /// <summary>A reader over the next <paramref name="length"/> bytes, which are skipped here.</summary>
    public MqttSpanReader ReadBlock(int length) => new(Take(length));

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_rest.Length < count)
            throw MqttViolationException.Malformed("the packet ends within a field");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}

using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using ServerlessIot.Bridge.Mqtt.Packets;

namespace ServerlessIot.Bridge.Mqtt.Formatter;

/// <summary>Properties on their way out: MQTT 5.0, 2.2.2.</summary>
internal sealed class PropertyBlock
{
    private readonly ArrayBufferWriter<byte> _content = new(64);

    public void Add(PropertyId id, byte value) => _content.Write<byte>([(byte)id, value]);

    public void Add(PropertyId id, ushort value) => _content.Write<byte>([(byte)id, (byte)(value >> 8), (byte)value]);

    public void Add(PropertyId id, uint value)
    {
        Span<byte> bytes = stackalloc byte[5];
        bytes[0] = (byte)id;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[1..], value);
        _content.Write(bytes);
    }

    /// <summary>Adds a string; nothing when it is null.</summary>
    public void Add(PropertyId id, string? value)
    {
        if (value is null)
            return;
        var bytes = Encoding.UTF8.GetBytes(value);
        _content.Write<byte>([(byte)id, (byte)(bytes.Length >> 8), (byte)bytes.Length]);
        _content.Write(bytes);
    }

    /// <summary>Adds binary data, at most 65,535 bytes.</summary>
    public void Add(PropertyId id, ReadOnlySpan<byte> value)
    {
        _content.Write<byte>([(byte)id, (byte)(value.Length >> 8), (byte)value.Length]);
        _content.Write(value);
    }

    /// <summary>Length and content.</summary>
    public byte[] ToArray()
    {
        Span<byte> length = stackalloc byte[4];
        var used = PacketWriter.WriteVariableInteger(length, _content.WrittenCount);
        return [.. length[..used], .. _content.WrittenSpan];
    }
}

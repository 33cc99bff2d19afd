using System.Buffers.Binary;
using System.Text;
using ServerlessIot.Bridge.Mqtt.Packets;

namespace ServerlessIot.Bridge.Mqtt.Formatter;

/// <summary>Writes PUBLISH: MQTT 3.1.1 and 5.0, 3.3.</summary>
internal static class PublishWriter
{
    /// <summary>One packet.</summary>
    /// <param name="topic">Topic name.</param>
    /// <param name="packetId">Null with QoS 0; else QoS is 1.</param>
    /// <param name="properties">Null for MQTT 3.1.1, which has none.</param>
    /// <param name="payload">Payload.</param>
    public static byte[] Write(string topic, ushort? packetId, PropertyBlock? properties, ReadOnlySpan<byte> payload)
    {
        var name = Encoding.UTF8.GetBytes(topic);
        var block = properties?.ToArray() ?? [];
        var length = 2 + name.Length + (packetId is null ? 0 : 2) + block.Length + payload.Length;
        Span<byte> digits = stackalloc byte[4];
        var used = PacketWriter.WriteVariableInteger(digits, length);
        var packet = new byte[1 + used + length];
        packet[0] = (byte)(((int)PacketType.Publish << 4) | (packetId is null ? 0 : 2));
        digits[..used].CopyTo(packet.AsSpan(1));
        var rest = packet.AsSpan(1 + used);
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)name.Length);
        name.CopyTo(rest[2..]);
        rest = rest[(2 + name.Length)..];
        if (packetId is { } id)
        {
            BinaryPrimitives.WriteUInt16BigEndian(rest, id);
            rest = rest[2..];
        }
        block.CopyTo(rest);
        payload.CopyTo(rest[block.Length..]);
        return packet;
    }
}

using System.Buffers;
using System.Buffers.Binary;
using ServerlessIot.Bridge.Mqtt.Packets;

namespace ServerlessIot.Bridge.Mqtt.Formatter;

/// <summary>Writes the packets that a server sends: MQTT 3.1.1 and 5.0, chapter 3.</summary>
internal static class PacketWriter
{
    /// <summary>PUBACK, PUBREC or PUBCOMP. Success takes the short form, which both versions share.</summary>
    public static void Acknowledge(IBufferWriter<byte> output, PacketType type, ushort packetId, ReasonCode reason = ReasonCode.Success, string? text = null)
    {
        if (reason == ReasonCode.Success)
        {
            var span = output.GetSpan(4);
            span[0] = (byte)((int)type << 4);
            span[1] = 2;
            BinaryPrimitives.WriteUInt16BigEndian(span[2..], packetId);
            output.Advance(4);
            return;
        }
        var properties = new PropertyBlock();
        properties.Add(PropertyId.ReasonString, text);
        Span<byte> head = [(byte)(packetId >> 8), (byte)packetId, (byte)reason];
        Write(output, (byte)((int)type << 4), head, properties.ToArray(), []);
    }

    /// <summary>CONNACK of MQTT 3.1.1 with one of its own return codes.</summary>
    public static void ConnAck311(IBufferWriter<byte> output, byte returnCode) => output.Write<byte>([0x20, 2, 0, returnCode]);

    /// <summary>CONNACK of MQTT 5.0.</summary>
    public static void ConnAck5(IBufferWriter<byte> output, ReasonCode reason, PropertyBlock properties) =>
        Write(output, 0x20, [0, (byte)reason], properties.ToArray(), []);

    /// <summary>DISCONNECT, MQTT 5.0 only: a 3.1.1 server just closes.</summary>
    public static void Disconnect5(IBufferWriter<byte> output, ReasonCode reason, string? text, string? server = null)
    {
        var properties = new PropertyBlock();
        properties.Add(PropertyId.ReasonString, text);
        properties.Add(PropertyId.ServerReference, server);
        Write(output, 0xE0, [(byte)reason], properties.ToArray(), []);
    }

    /// <summary>AUTH, MQTT 5.0 only.</summary>
    public static void Auth(IBufferWriter<byte> output, ReasonCode reason, string method, ReadOnlySpan<byte> data)
    {
        var properties = new PropertyBlock();
        properties.Add(PropertyId.AuthenticationMethod, method);
        properties.Add(PropertyId.AuthenticationData, data);
        Write(output, 0xF0, [(byte)reason], properties.ToArray(), []);
    }

    /// <summary>SUBACK or UNSUBACK with a code per filter (UNSUBACK of 3.1.1 has none).</summary>
    public static void SubAck(IBufferWriter<byte> output, PacketType type, ProtocolVersion version, ushort packetId, ReadOnlySpan<byte> codes)
    {
        Span<byte> head = [(byte)(packetId >> 8), (byte)packetId];
        Write(output, (byte)((int)type << 4), head, version == ProtocolVersion.V5 ? [0] : [], codes);
    }

    private static void Write(IBufferWriter<byte> output, byte firstByte, ReadOnlySpan<byte> head, ReadOnlySpan<byte> properties, ReadOnlySpan<byte> tail)
    {
        var length = head.Length + properties.Length + tail.Length;
        Span<byte> header = stackalloc byte[5];
        header[0] = firstByte;
        var used = 1 + WriteVariableInteger(header[1..], length);
        output.Write(header[..used]);
        output.Write(head);
        output.Write(properties);
        output.Write(tail);
    }

    /// <returns>Bytes used, 1 to 4.</returns>
    public static int WriteVariableInteger(Span<byte> output, int value)
    {
        var used = 0;
        do
        {
            output[used++] = (byte)((value & 0x7F) | (value > 0x7F ? 0x80 : 0));
            value >>= 7;
        }
        while (value > 0);
        return used;
    }
}

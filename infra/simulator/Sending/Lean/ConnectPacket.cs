using System.Buffers.Binary;
using System.Text;

namespace ServerlessIot.Simulator.Sending.Lean;

/// <summary>Packets of a lean sender other than PUBLISH.</summary>
internal static class ConnectPacket
{
    // Flags of CONNECT (MQTT 5, section 3.1.2.3): user name, password. Clean start stays 0, so that a broker may keep the session.
    private const byte UserNameFlag = 0x80;
    private const byte PasswordFlag = 0x40;
    private const byte SessionExpiryProperty = 0x11;
    private const byte ContentTypeProperty = 0x03;

    public static ReadOnlySpan<byte> PingRequest => [0xC0, 0];

    public static ReadOnlySpan<byte> Disconnect => [0xE0, 0];

    /// <summary>CONNECT of this client.</summary>
    public static byte[] Build(BrokerAddress address, string clientId)
    {
        var body = new MemoryStream();
        Text(body, "MQTT");
        body.WriteByte((byte)address.Level);
        body.WriteByte((byte)((address.User is null ? 0 : UserNameFlag) | (address.Password is null ? 0 : PasswordFlag)));
        UInt16(body, (ushort)BrokerAddress.KeepAlive.TotalSeconds);
        if (address.Level == MqttLevel.V5)
        {
            body.WriteByte(5);
            body.WriteByte(SessionExpiryProperty);
            UInt16(body, 0);
            UInt16(body, (ushort)BrokerAddress.SessionExpiry.TotalSeconds);
        }
        Text(body, clientId);
        if (address.User is not null)
            Text(body, address.User);
        if (address.Password is not null)
            Text(body, address.Password);

        var header = new byte[1 + VariableByteInteger.MaxLength];
        header[0] = 0x10;
        var length = 1 + VariableByteInteger.Write(header.AsSpan(1), (int)body.Length);
        return [.. header.AsSpan(0, length), .. body.ToArray()];
    }

    /// <summary>What stands between packet id and payload of a PUBLISH: the content type with MQTT 5, nothing with 3.1.1.</summary>
    public static byte[] PublishProperties(MqttLevel level)
    {
        if (level != MqttLevel.V5)
            return [];
        var text = Encoding.UTF8.GetBytes(BrokerAddress.ContentType);
        return [(byte)(1 + sizeof(ushort) + text.Length), ContentTypeProperty, 0, (byte)text.Length, .. text];
    }

    private static void Text(MemoryStream stream, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        UInt16(stream, checked((ushort)bytes.Length));
        stream.Write(bytes);
    }

    private static void UInt16(MemoryStream stream, ushort value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        stream.Write(bytes);
    }
}

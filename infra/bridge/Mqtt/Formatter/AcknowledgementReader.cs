using System.Collections.Frozen;
using ServerlessIot.Bridge.Mqtt.Packets;

namespace ServerlessIot.Bridge.Mqtt.Formatter;

/// <summary>Reads PUBACK, PUBREL and DISCONNECT, whose reason code and properties may be left out (MQTT 5.0, 3.4, 3.6 and 3.14).</summary>
internal static class AcknowledgementReader
{
    /// <returns>The packet identifier and the reason code, Success when it is left out.</returns>
    /// <exception cref="MqttViolationException">The packet is malformed or breaks the protocol.</exception>
    public static (ushort PacketId, ReasonCode Reason) ReadPubAck(ReadOnlySpan<byte> body, ProtocolVersion version)
    {
        var reader = new MqttSpanReader(body);
        var id = reader.ReadUInt16();
        return (id, ReadReason(ref reader, version, PropertyReader.Acknowledgement).Reason);
    }

    /// <returns>The packet identifier.</returns>
    /// <exception cref="MqttViolationException">The packet is malformed or breaks the protocol.</exception>
    public static ushort ReadPubRel(ReadOnlySpan<byte> body, ProtocolVersion version)
    {
        var reader = new MqttSpanReader(body);
        var id = reader.ReadUInt16();
        if (id == 0)
            throw MqttViolationException.Protocol("PUBREL has packet identifier 0");
        ReadReason(ref reader, version, PropertyReader.Acknowledgement);
        return id;
    }

    /// <returns>The reason code, Success when it is left out, and the session expiry in seconds if it is given.</returns>
    /// <exception cref="MqttViolationException">The packet is malformed or breaks the protocol.</exception>
    public static (ReasonCode Reason, uint? SessionExpiry) ReadDisconnect(ReadOnlySpan<byte> body, ProtocolVersion version)
    {
        var reader = new MqttSpanReader(body);
        var (reason, properties) = ReadReason(ref reader, version, PropertyReader.Disconnect);
        return (reason, properties.SessionExpirySeconds);
    }

    private static (ReasonCode Reason, PacketProperties Properties) ReadReason(
        ref MqttSpanReader reader, ProtocolVersion version, FrozenSet<PropertyId> allowed)
    {
        var reason = ReasonCode.Success;
        var properties = PacketProperties.None;
        if (version == ProtocolVersion.V5 && !reader.AtEnd)
        {
            reason = (ReasonCode)reader.ReadByte();
            if (!reader.AtEnd)
                properties = PropertyReader.Read(ref reader, allowed);
        }
        return reader.AtEnd ? (reason, properties) : throw MqttViolationException.Malformed("bytes are left behind the last field");
    }
}

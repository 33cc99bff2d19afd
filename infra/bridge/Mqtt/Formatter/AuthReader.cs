using ServerlessIot.Bridge.Mqtt.Packets;

namespace ServerlessIot.Bridge.Mqtt.Formatter;

/// <summary>Reads AUTH: MQTT 5.0, 3.15.</summary>
internal static class AuthReader
{
    /// <returns>ContinueAuthentication or ReAuthenticate, and what goes with it: always with a method.</returns>
    /// <exception cref="MqttViolationException">The packet is malformed or breaks the protocol.</exception>
    public static (ReasonCode Reason, string Method, byte[] Data) Read(ReadOnlySpan<byte> body)
    {
        var reader = new MqttSpanReader(body);
        // Left out it is Success, which only a server says.
        var reason = reader.AtEnd ? ReasonCode.Success : (ReasonCode)reader.ReadByte();
        var properties = reader.AtEnd ? PacketProperties.None : PropertyReader.Read(ref reader, PropertyReader.Auth);
        if (!reader.AtEnd)
            throw MqttViolationException.Malformed("bytes are left behind the last field of AUTH");
        if (reason is not (ReasonCode.ContinueAuthentication or ReasonCode.ReAuthenticate))
            throw MqttViolationException.Protocol($"AUTH of a device has reason 0x{(int)reason:X2}");
        return (reason, properties.AuthenticationMethod ?? throw MqttViolationException.Protocol("AUTH has no authentication method"), properties.AuthenticationData ?? []);
    }
}

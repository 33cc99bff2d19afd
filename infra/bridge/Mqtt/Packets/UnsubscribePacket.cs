namespace ServerlessIot.Bridge.Mqtt.Packets;

/// <summary>UNSUBSCRIBE: MQTT 5.0, 3.10.</summary>
/// <param name="PacketId">1 to 65,535.</param>
/// <param name="Filters">At least one.</param>
internal sealed record UnsubscribePacket(ushort PacketId, IReadOnlyList<string> Filters);

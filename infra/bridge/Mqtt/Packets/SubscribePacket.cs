namespace ServerlessIot.Bridge.Mqtt.Packets;

/// <summary>SUBSCRIBE: MQTT 5.0, 3.8.</summary>
/// <param name="PacketId">1 to 65,535.</param>
/// <param name="Subscriptions">At least one filter with the highest QoS wanted.</param>
/// <param name="Properties">MQTT 5.0 only.</param>
internal sealed record SubscribePacket(ushort PacketId, IReadOnlyList<(string Filter, byte QoS)> Subscriptions, PacketProperties Properties);

namespace ServerlessIot.Bridge.Mqtt.Packets;

/// <summary>What a device wants said when its connection is lost: MQTT 5.0, 3.1.2.5.</summary>
/// <param name="Topic">Topic name, UTF-8, without wildcards.</param>
/// <param name="Payload">Any bytes, at most 65,535.</param>
/// <param name="QoS">0 to 2; the log keeps all alike.</param>
/// <param name="Retain">Not supported with MQTT 5.0; ignored with 3.1.1.</param>
/// <param name="Properties">Will properties, MQTT 5.0 only.</param>
internal sealed record WillMessage(byte[] Topic, byte[] Payload, byte QoS, bool Retain, PacketProperties Properties);

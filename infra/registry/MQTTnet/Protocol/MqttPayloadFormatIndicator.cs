namespace MQTTnet.Protocol;

/// <summary>What the payload's bytes are (MQTT 5, section 3.3.2.3.2).</summary>
public enum MqttPayloadFormatIndicator
{
    Unspecified = 0,
    CharacterData = 1
}

namespace MQTTnet.Protocol;

/// <summary>Delivery promise of a message (MQTT 3.1.1 and 5, section 4.3).</summary>
public enum MqttQualityOfServiceLevel
{
    /// <summary>QoS 0: no acknowledgement.</summary>
    AtMostOnce = 0,

    /// <summary>QoS 1: acknowledged by PUBACK.</summary>
    AtLeastOnce = 1,

    /// <summary>QoS 2: acknowledged by PUBREC, PUBREL, PUBCOMP.</summary>
    ExactlyOnce = 2
}

namespace MQTTnet.Protocol;

/// <summary>When a server sends retained messages for a subscription (MQTT 5, section 3.8.3.1).</summary>
public enum MqttRetainHandling
{
    SendAtSubscribe = 0,
    SendAtSubscribeIfNewSubscriptionOnly = 1,
    DoNotSendOnSubscribe = 2
}

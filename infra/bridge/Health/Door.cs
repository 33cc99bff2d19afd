namespace ServerlessIot.Bridge.Health;

/// <summary>Ways by which messages come in.</summary>
internal enum Door
{
    /// <summary>MQTT over TCP, with TLS or without.</summary>
    Mqtt,

    /// <summary>MQTT over WebSocket.</summary>
    WebSocket,

    /// <summary>HTTP POST.</summary>
    Http,

    /// <summary>CoAP over UDP.</summary>
    Coap,

    /// <summary>Another broker that the bridge subscribes to.</summary>
    Subscription,
}

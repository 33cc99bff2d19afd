namespace ServerlessIot.Simulator.Options;

/// <summary>What devices publish with.</summary>
public enum ClientKind
{
    /// <summary>MQTTnet's client for the six sensors and for small, slow fleets; the lean sender for the rest.</summary>
    Auto,

    /// <summary>MQTTnet's client for all devices.</summary>
    Mqttnet,

    /// <summary>The lean sender for all devices.</summary>
    Lean
}

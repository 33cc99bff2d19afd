namespace ServerlessIot.Simulator.Sending;

/// <summary>Protocol level of CONNECT.</summary>
public enum MqttLevel
{
    /// <summary>MQTT 3.1.1.</summary>
    V311 = 4,

    /// <summary>MQTT 5.</summary>
    V5 = 5
}

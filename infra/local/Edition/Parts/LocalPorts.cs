using ServerlessIot.Edition.Layout;

namespace ServerlessIot.Edition.Parts;

/// <summary>The ports of one run.</summary>
/// <param name="Mqtt">Bridge, MQTT (usually 1883).</param>
/// <param name="BridgeHttp">Bridge, health and metrics (usually 8080).</param>
/// <param name="Api">Function host: HTTP functions and /admin/status (usually 7071, as with Azure's Core Tools).</param>
/// <param name="Kafka">Broker (usually 9092).</param>
/// <param name="Blobs">Azurite's blob service (usually 10000).</param>
/// <param name="Cosmos">Cosmos gateway (usually 8081).</param>
public sealed record LocalPorts(int Mqtt, int BridgeHttp, int Api, int Kafka, int Blobs, int Cosmos)
{
    /// <summary>Chooses all of them.</summary>
    /// <param name="picker">Chooses one.</param>
    /// <param name="mqtt">MQTT port that the person asked for; null = choose.</param>
    /// <param name="api">API port that the person asked for; null = choose.</param>
    public static LocalPorts Choose(PortPicker picker, int? mqtt, int? api) => new(
        picker.Pick(mqtt, 1883), picker.Pick(null, 8080), picker.Pick(api, 7071), picker.Pick(null, 9092), picker.Pick(null, 10000), picker.Pick(null, 8081));
}

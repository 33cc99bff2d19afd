using ServerlessIot.Edition.Layout;
using ServerlessIot.Edition.Parts;

namespace ServerlessIot.Edition.Running;

/// <summary>Where a person reaches the running parts.</summary>
/// <param name="ports">The ports.</param>
/// <param name="settings">The settings.</param>
/// <param name="folder">The run's folder.</param>
public sealed class Addresses(LocalPorts ports, LocalSettings settings, RunFolder folder)
{
    /// <summary>One line each.</summary>
    public IReadOnlyList<string> Lines { get; } =
    [
        $"devices publish to mqtt://127.0.0.1:{ports.Mqtt}, e.g. topic demo/plant1/temp-001/telemetry/temperature",
        $"API       http://127.0.0.1:{ports.Api}/api (header x-api-key: {settings["Api__Key"]})",
        $"bridge    http://127.0.0.1:{ports.BridgeHttp}/metrics   functions http://127.0.0.1:{ports.Api}/admin/status",
        $"Kafka     {settings["Kafka__BrokerList"]}   logs {folder.Logs}",
    ];
}

using System.Globalization;
using ServerlessIot.Edition.Layout;
using ServerlessIot.Edition.Supervision;

namespace ServerlessIot.Edition.Parts;

/// <summary>How each part is started.</summary>
/// <param name="layout">Where the programs lie.</param>
/// <param name="folder">Where their data goes.</param>
/// <param name="ports">Their ports.</param>
/// <param name="settings">Their settings.</param>
public sealed class PartCatalog(RepositoryLayout layout, RunFolder folder, LocalPorts ports, LocalSettings settings)
{
    // 256 MiB, hexadecimal. Batches of 10,000 records live for seconds: with the usual budget each would be copied twice before it dies.
    private const string FirstGeneration = "0x10000000";
    private static readonly string[] Apps = ["Stream", "Persist", "React", "Ops"];

    /// <summary>Kafka broker.</summary>
    /// <param name="partitions">Partitions of a topic that is created without saying how many.</param>
    public PartDefinition Broker(int partitions) => Own("broker", "infra/local/Broker", "Broker", ports.Kafka,
        ["--directory", folder.Part("kafka"), "--port", Text(ports.Kafka), "--partitions", Text(partitions)]);

    /// <summary>Blob service.</summary>
    public PartDefinition Azurite() => new()
    {
        Name = "azurite",
        Program = "node",
        Arguments =
        [
            layout.Source("infra/local/node_modules/azurite/dist/src/blob/main.js"), "--silent", "--location", folder.Part("azurite"),
            "--blobHost", "127.0.0.1", "--blobPort", Text(ports.Blobs), "--disableTelemetry", "--skipApiVersionCheck",
        ],
        Port = ports.Blobs,
        SaysReady = line => line.Contains("successfully listens", StringComparison.Ordinal),
    };

    /// <summary>Cosmos gateway.</summary>
    public PartDefinition Cosmos() => new()
    {
        Name = "cosmos",
        Program = "node",
        Arguments = [layout.Source("infra/local/Cosmos/server.mjs"), "--port", Text(ports.Cosmos), "--directory", folder.Part("cosmos")],
        Port = ports.Cosmos,
    };

    /// <summary>MQTT bridge.</summary>
    public PartDefinition Bridge() => Own("bridge", "infra/bridge", "Bridge", ports.Mqtt, []);

    /// <summary>Function host with the four apps.</summary>
    public PartDefinition Host()
    {
        var host = Own("host", "infra/local/Host", "Host", ports.Api,
            [.. Apps.SelectMany(app => new[] { "--app", layout.App(app) }), "--port", Text(ports.Api)]);
        return host with { Environment = host.Environment.Append(new("DOTNET_GCgen0size", FirstGeneration)).ToDictionary() };
    }

    /// <summary>The simulator with the arguments of one fleet or replay.</summary>
    /// <param name="arguments">What it does.</param>
    /// <param name="restart">Whether it is started again when it ends.</param>
    /// <param name="onLine">Takes the lines of its standard output.</param>
    public PartDefinition Simulator(IReadOnlyList<string> arguments, bool restart, Action<string> onLine) =>
        Own("simulator", "infra/simulator", "Simulator", 0, arguments) with { Restart = restart, OnLine = onLine };

    private PartDefinition Own(string name, string project, string assembly, int port, IReadOnlyList<string> arguments) => new()
    {
        Name = name,
        Program = "dotnet",
        Arguments = [layout.Program(project, assembly), .. arguments],
        Environment = settings.Values,
        Port = port,
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

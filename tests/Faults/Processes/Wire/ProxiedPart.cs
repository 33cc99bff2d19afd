using ServerlessIot.Edition.Layout;
using ServerlessIot.Edition.Parts;
using ServerlessIot.Edition.Supervision;
using ServerlessIot.EndToEnd.Tests.Running;

namespace ServerlessIot.Faults.Tests.Processes.Wire;

/// <summary>A broker or blob service beside the edition, which reaches it only through a proxy.</summary>
internal sealed class ProxiedPart : IAsyncDisposable
{
    private const int Partitions = 4;
    private readonly RunFolder _folder = EditionProcess.NewFolder();
    private readonly Supervisor _supervisor;

    private ProxiedPart(TcpProxy proxy, IReadOnlyDictionary<string, string> environment)
    {
        (Proxy, Environment) = (proxy, environment);
        _supervisor = new Supervisor(_folder, TimeProvider.System, _ => { });
    }

    /// <summary>The wire between them.</summary>
    public TcpProxy Proxy { get; }

    /// <summary>The setting that makes the edition leave out its own part and use this one.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Starts a part.</summary>
    /// <param name="name"><c>broker</c> or <c>azurite</c>.</param>
    public static async Task<ProxiedPart> StartAsync(string name)
    {
        var ports = LocalPorts.Choose(new PortPicker(new Random(name.Length), preferUsual: false), null, null);
        var isBroker = name == "broker";
        var proxy = new TcpProxy(isBroker ? ports.Kafka : ports.Blobs);
        var seen = new LocalSettings(ports with { Kafka = proxy.Port, Blobs = proxy.Port }, _ => null);
        var setting = isBroker ? "Kafka__BrokerList" : "Storage__ConnectionString";
        var part = new ProxiedPart(proxy, new Dictionary<string, string> { [setting] = seen[setting] });
        var catalog = new PartCatalog(RepositoryLayout.Find(AppContext.BaseDirectory), part._folder, ports, seen);
        var definition = isBroker ? catalog.Broker(Partitions) : catalog.Azurite();
        if (isBroker) definition = definition with { Arguments = [.. definition.Arguments, "--advertise", seen[setting]] };
        await part._supervisor.StartAsync(definition, CancellationToken.None);
        return part;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await _supervisor.DisposeAsync();
        _folder.Delete();
    }
}

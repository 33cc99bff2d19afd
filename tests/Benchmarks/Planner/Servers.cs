using System.Globalization;
using ServerlessIot.Edition.Layout;
using ServerlessIot.Edition.Parts;
using ServerlessIot.Edition.Running;
using ServerlessIot.Edition.Supervision;

namespace ServerlessIot.Benchmarks.Planner;

/// <summary>Broker and blob store as processes, and the function host with Stream, which is started anew for each measurement.</summary>
internal sealed class Servers : IAsyncDisposable
{
    private const string Kafka = "AzureFunctionsJobHost__extensions__kafka__";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly RepositoryLayout _layout = RepositoryLayout.Find(AppContext.BaseDirectory);
    private readonly RunFolder _folder = new(Directory.CreateTempSubdirectory("planner-").FullName);
    private readonly LocalPorts _ports = LocalPorts.Choose(new PortPicker(new Random(Environment.ProcessId), preferUsual: false), null, null);
    private readonly LocalSettings _settings;
    private readonly PartCatalog _catalog;
    private readonly Supervisor _supervisor;

    private Servers()
    {
        _settings = new LocalSettings(_ports, _ => null);
        _catalog = new PartCatalog(_layout, _folder, _ports, _settings);
        _supervisor = new Supervisor(_folder, TimeProvider.System, _ => { });
        Stores = Stores.Open(_settings);
    }

    /// <summary>Access to the log.</summary>
    public Stores Stores { get; }

    /// <summary>Log of all function hosts.</summary>
    public string HostLog => Path.Combine(_folder.Logs, "host.log");

    /// <summary>Port of the host.</summary>
    public int Port => _ports.Api;

    /// <summary>Address of the broker.</summary>
    public string Brokers => _settings["Kafka__BrokerList"];

    /// <summary>Starts broker and blob store.</summary>
    public static async Task<Servers> StartAsync()
    {
        var servers = new Servers();
        await Task.WhenAll(servers._supervisor.StartAsync(servers._catalog.Broker(Setup.Partitions), default), servers._supervisor.StartAsync(servers._catalog.Azurite(), default));
        await Topics.CreateAsync(servers.Stores, Setup.Partitions, 1, default);
        await BlobContainer.CreateAsync(servers._settings, default);
        return servers;
    }

    /// <summary>Starts the function host.</summary>
    /// <param name="functions">The only ones that run.</param>
    /// <param name="instances">Most instances of each.</param>
    /// <param name="settings">Of the trigger, in place of those in host.json.</param>
    public Task<SupervisedPart> HostAsync(IEnumerable<string> functions, int instances, params (string Name, int Value)[] settings) => _supervisor.StartAsync(
        _catalog.Host() with
        {
            Arguments =
            [
                _layout.Program("infra/local/Host", "Host"), "--app", _layout.App("Stream"), "--only", string.Join(',', functions),
                "--instances", Text(instances), "--port", Text(_ports.Api),
            ],
            Environment = _catalog.Host().Environment.Concat(settings.Select(setting => KeyValuePair.Create(Kafka + setting.Name, Text(setting.Value)))).ToDictionary(),
            Restart = false,
        },
        default);

    /// <summary>Stops a function host in order, so that it leaves its groups.</summary>
    public static async Task StopAsync(SupervisedPart host)
    {
        if (!await host.StopAsync(Patience)) throw new InvalidOperationException("The function host does not end.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Stores.Dispose();
        await _supervisor.DisposeAsync();
        _folder.Delete();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

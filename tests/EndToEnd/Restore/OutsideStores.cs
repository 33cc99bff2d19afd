using System.Diagnostics;
using Azure.Storage.Blobs;
using Azure.Storage.Sas;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessIot.Adapters.Functions;
using ServerlessIot.Domain.Events;
using ServerlessIot.Edition.Layout;
using ServerlessIot.Edition.Parts;
using ServerlessIot.Edition.Supervision;
using ServerlessIot.EndToEnd.Tests.Running;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rings;

namespace ServerlessIot.EndToEnd.Tests.Restore;

/// <summary>Blobs and documents that outlive an edition, and the commands that copy containers.</summary>
internal sealed class OutsideStores : IAsyncDisposable
{
    private const int Partitions = 4;
    private static readonly RepositoryLayout Layout = RepositoryLayout.Find(AppContext.BaseDirectory);
    private readonly RunFolder folder = EditionProcess.NewFolder();
    private readonly Supervisor supervisor;
    private readonly LocalSettings settings;

    private OutsideStores(LocalPorts ports)
    {
        settings = new LocalSettings(ports, _ => null);
        supervisor = new Supervisor(folder, TimeProvider.System, _ => { });
    }

    /// <summary>Starts Azurite and the Cosmos gateway.</summary>
    public static async Task<OutsideStores> StartAsync()
    {
        var ports = LocalPorts.Choose(new PortPicker(new Random(System.Environment.ProcessId), preferUsual: false), null, null);
        var stores = new OutsideStores(ports);
        var catalog = new PartCatalog(Layout, stores.folder, ports, stores.settings);
        await Task.WhenAll(stores.supervisor.StartAsync(catalog.Azurite(), CancellationToken.None), stores.supervisor.StartAsync(catalog.Cosmos(), CancellationToken.None));
        return stores;
    }

    /// <summary>The settings with which an edition uses these stores, and a container of them.</summary>
    public IReadOnlyDictionary<string, string> Environment(string container) => new Dictionary<string, string>
    {
        ["Storage__ConnectionString"] = settings["Storage__ConnectionString"],
        ["Storage__Container"] = container,
        ["Cosmos__ConnectionString"] = settings["Cosmos__ConnectionString"],
    };

    /// <summary>A container.</summary>
    public BlobContainerClient Container(string name) => new(settings["Storage__ConnectionString"], name);

    /// <summary>Runs a command of infra/azure with the addresses of two containers.</summary>
    public async Task RunAsync(string command, string from, string to)
    {
        var start = new ProcessStartInfo("sh", [Layout.Source($"infra/azure/{command}"), Address(from), Address(to)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["AZCOPY"] = Layout.Source("tests/EndToEnd/Restore/azcopy");
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(EditionProcess.Patience);
        Assert.True(process.ExitCode == 0, $"{command}:\n{await output}{await errors}");
    }

    /// <summary>Every row of the archive in a container, by its manifest.</summary>
    public async Task<List<DeviceEvent>> RowsAsync(string container)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kafka:BrokerList"] = settings["Kafka__BrokerList"],
            ["Storage:ConnectionString"] = settings["Storage__ConnectionString"],
            ["Storage:Container"] = container,
        }).Build();
        await using var services = new ServiceCollection().AddLogging().AddLogAndBlobs(configuration).AddKeyRings(configuration).BuildServiceProvider();
        using var archive = new PartitionArchive(services.GetRequiredService<IArchiveBlobs>(), services.GetRequiredService<KeyRings>());
        var rows = new List<DeviceEvent>();
        for (var partition = 0; partition < Partitions; partition++)
        {
            await foreach (var row in archive.RowsAsync(partition, long.MinValue, long.MaxValue, CancellationToken.None)) rows.Add(row);
        }

        return rows;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await supervisor.DisposeAsync();
        folder.Delete();
    }

    private string Address(string container) =>
        Container(container).GenerateSasUri(BlobContainerSasPermissions.All, TimeProvider.System.GetUtcNow().AddHours(1)).AbsoluteUri;
}

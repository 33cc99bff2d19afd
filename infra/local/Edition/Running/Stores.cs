using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessIot.Adapters.Documents;
using ServerlessIot.Adapters.Functions;
using ServerlessIot.Adapters.Kafka;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Windows;
using ServerlessIot.Edition.Parts;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rings;

namespace ServerlessIot.Edition.Running;

/// <summary>The edition's own access to log, archive and documents, through the adapters that the functions use.</summary>
public sealed class Stores : IDisposable
{
    private const int AllDocuments = int.MaxValue;
    private readonly ServiceProvider _services;

    private Stores(ServiceProvider services) => _services = services;

    /// <summary>Names of the topics.</summary>
    public TopicNames Topics => _services.GetRequiredService<TopicNames>();

    /// <summary>How clients reach the log.</summary>
    public KafkaSettings Kafka => _services.GetRequiredService<KafkaSettings>();

    /// <summary>Opens them by the run's settings; nothing is asked yet.</summary>
    public static Stores Open(LocalSettings settings)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables()
            .AddInMemoryCollection(settings.Values.Select(pair => KeyValuePair.Create(pair.Key.Replace("__", ":", StringComparison.Ordinal), (string?)pair.Value)))
            .Build();
        return new Stores(new ServiceCollection().AddLogging().AddLogAndBlobs(configuration).AddKeyRings(configuration).AddDocuments(configuration).BuildServiceProvider());
    }

    /// <summary>A writer with a producer of its own.</summary>
    public ILogWriter LogWriter() => _services.GetRequiredService<ILogWriter>();

    /// <summary>Reads the log.</summary>
    public ILogReader LogReader() => _services.GetRequiredService<ILogReader>();

    /// <summary>Every record that a topic holds, partition by partition.</summary>
    public async IAsyncEnumerable<LogRecord> Topic(string topic)
    {
        var reader = LogReader();
        var partitions = await LogWriter().PartitionsAsync(topic, CancellationToken.None);
        for (var partition = 0; partition < partitions; partition++)
        {
            await foreach (var record in reader.ReadAsync(topic, partition, 0, long.MaxValue, CancellationToken.None)) yield return record;
        }
    }

    /// <summary>Every row of the archive, by its manifest.</summary>
    public async IAsyncEnumerable<DeviceEvent> Rows()
    {
        using var archive = new PartitionArchive(_services.GetRequiredService<IArchiveBlobs>(), _services.GetRequiredService<KeyRings>());
        var partitions = await LogWriter().PartitionsAsync(Topics.Raw, CancellationToken.None);
        for (var partition = 0; partition < partitions; partition++)
        {
            await foreach (var row in archive.RowsAsync(partition, long.MinValue, long.MaxValue, CancellationToken.None)) yield return row;
        }
    }

    /// <summary>Every window document.</summary>
    public async IAsyncEnumerable<WindowRecord> Windows()
    {
        await foreach (var document in _services.GetRequiredService<IDocumentStore>().QueryAsync<WindowRecord>(Containers.Windows, null, null, null, AllDocuments, CancellationToken.None))
            yield return document.Body;
    }

    /// <inheritdoc/>
    public void Dispose() => _services.Dispose();
}

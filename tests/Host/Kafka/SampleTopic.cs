using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace ServerlessIot.Host.Tests.Kafka;

/// <summary>A test's own topic and group, the directory of the sample app, and hosts that read the topic.</summary>
internal sealed class SampleTopic : IDisposable
{
    private readonly string _brokers;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly IConsumer<byte[], byte[]> _group;
    private readonly int _partitions;

    private SampleTopic(string brokers, int partitions)
    {
        _brokers = brokers;
        _partitions = partitions;
        _producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = brokers, Acks = Acks.All }).Build();
        _group = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = brokers, GroupId = Name }).Build();
    }

    /// <summary>Topic and group.</summary>
    public string Name { get; } = "sample-" + Guid.NewGuid().ToString("N")[..8];

    public Sample Sample { get; } = new();

    /// <summary>Creates the topic.</summary>
    public static async Task<SampleTopic> CreateAsync(string brokers, int partitions)
    {
        SampleTopic topic = Missing(brokers, partitions);
        await topic.CreateAsync();
        return topic;
    }

    /// <summary>A topic that does not exist until <see cref="CreateAsync()"/>.</summary>
    public static SampleTopic Missing(string brokers, int partitions) => new(brokers, partitions);

    public async Task CreateAsync()
    {
        using IAdminClient admin = new DependentAdminClientBuilder(_producer.Handle).Build();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = Name, NumPartitions = _partitions, ReplicationFactor = 1 }]);
    }

    /// <summary>Writes records with the values first, first + 1 …, dealt to the partitions in turn.</summary>
    public void Produce(int first, int count)
    {
        for (int i = first; i < first + count; i++)
            Produce(i % _partitions, new Message<byte[], byte[]> { Value = Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture)) });
        Assert.Equal(0, _producer.Flush(TimeSpan.FromSeconds(30)));
    }

    /// <summary>Writes one record.</summary>
    public void Produce(int partition, Message<byte[], byte[]> message) =>
        _producer.Produce(new TopicPartition(Name, partition), message, report => Assert.False(report.Error.IsError, report.Error.Reason));

    /// <summary>Waits until what was produced is acknowledged.</summary>
    public void Flush() => Assert.Equal(0, _producer.Flush(TimeSpan.FromSeconds(30)));

    /// <summary>The group's committed offsets, 0 where there is none.</summary>
    public long[] Committed() =>
    [
        .. _group.Committed(Enumerable.Range(0, _partitions).Select(p => new TopicPartition(Name, p)), TimeSpan.FromSeconds(10))
            .Select(offset => offset.Offset.IsSpecial ? 0 : offset.Offset.Value),
    ];

    /// <summary>A host that runs one function on the topic; settings are of host.json's section for Kafka.</summary>
    public Task<HostProcess> StartHostAsync(string function, params (string Name, string Value)[] kafka) => StartHostAsync(function, 1, kafka);

    /// <summary>As above, with at most so many instances.</summary>
    public Task<HostProcess> StartHostAsync(string function, int instances, params (string Name, string Value)[] kafka) =>
        StartHostAsync(function, instances, kafka.Select(setting => ("AzureFunctionsJobHost__extensions__kafka__" + setting.Name, setting.Value)));

    /// <summary>A host that runs one function of whatever kind on the topic, with more settings.</summary>
    public Task<HostProcess> StartHostOfAsync(string function, IEnumerable<(string Name, string Value)> more) => StartHostAsync(function, 1, more);

    private Task<HostProcess> StartHostAsync(string function, int instances, IEnumerable<(string Name, string Value)> more) => HostProcess.StartAsync(
        $"--app \"{HostProcess.SampleApp}\" --port 0 --only {function} --instances {instances}",
        [
            Sample.Setting, ("Kafka__BrokerList", _brokers), ("SampleHub", $"kafka://{_brokers}"), ("Topics__Sample", Name), ("Sample__Group", Name),
            ("AzureFunctionsJobHost__extensions__kafka__sessionTimeoutMs", "6000"), .. more,
        ]);

    /// <summary>The executions of function Batch so far, each as the values it was given, and by which instance.</summary>
    public IReadOnlyList<(string Instance, int[] Values)> Batches(string function = "Batch") =>
        [.. Sample.Lines(function).Select(line => (line.Instance, Array.ConvertAll(line.Text.Split(' '), Value)))];

    /// <summary>All values of all executions so far.</summary>
    public IReadOnlyList<int> Seen(string function = "Batch") => [.. Batches(function).SelectMany(batch => batch.Values)];

    public void Dispose()
    {
        _producer.Dispose();
        _group.Dispose();
        Sample.Dispose();
    }

    private static int Value(string record) => int.Parse(record[(record.IndexOf('=', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
}

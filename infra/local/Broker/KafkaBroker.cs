using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Broker.Groups;
using ServerlessIot.Broker.Network;
using ServerlessIot.Broker.Producers;
using ServerlessIot.Broker.Requests;
using ServerlessIot.Broker.Storage;
using ServerlessIot.Broker.Topics;

namespace ServerlessIot.Broker;

/// <summary>
/// A Kafka broker for development and tests: the wire protocol (https://kafka.apache.org/protocol.html) over a durable log.
/// One broker, no security, no transactions, no replicas.
/// </summary>
public sealed class KafkaBroker : IAsyncDisposable
{
    private readonly DirectoryLock _lock;
    private readonly TopicStore _topics;
    private readonly GroupCoordinator _groups;
    private readonly OffsetStore _offsets;
    private readonly Listener _listener;

    private KafkaBroker(BrokerOptions options, DirectoryLock directoryLock, ILogger log)
    {
        _lock = directoryLock;
        _topics = new TopicStore(options, log);
        _offsets = new OffsetStore(options.Directory, options.Fsync, log);
        _topics.Deleted += _offsets.RemoveTopic;
        _groups = new GroupCoordinator(options, log);
        _listener = new Listener(options, endPoint => new Dispatcher(Handlers(options, endPoint, log)), log);
        BootstrapServers = _listener.EndPoint.ToString();
        BrokerLog.Started(log, BootstrapServers, options.Directory, _topics.All.Count());
        _listener.Start();
    }

    /// <summary>Address for clients, such as <c>127.0.0.1:9092</c>.</summary>
    public string BootstrapServers { get; }

    /// <summary>Opens the log, repairs what a killed process left, and listens.</summary>
    /// <param name="options">Where, and how.</param>
    /// <param name="log">Where log lines go; nowhere by default.</param>
    /// <exception cref="IOException">The folder is in use by another broker, or cannot be written.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken.</exception>
    public static Task<KafkaBroker> StartAsync(BrokerOptions options, ILogger? log = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();

        // Reading the log takes a while: not on the caller's thread.
        return Task.Run(() => Open(options, log ?? NullLogger.Instance));
    }

    private static KafkaBroker Open(BrokerOptions options, ILogger log)
    {
        var directoryLock = new DirectoryLock(options.Directory);
        try
        {
            return new KafkaBroker(options, directoryLock, log);
        }
        catch
        {
            // The folder is free again for another attempt, such as on another port.
            directoryLock.Dispose();
            throw;
        }
    }

    private RequestHandler[] Handlers(BrokerOptions options, IPEndPoint endPoint, ILogger log)
    {
        var cluster = new ClusterInfo(ClusterIdFile.ReadOrCreate(options.Directory), options.Advertised?.Host ?? endPoint.Address.ToString(), options.Advertised?.Port ?? endPoint.Port);
        return
        [
            new ProduceHandler(_topics, options.TimeProvider, log),
            new FetchHandler(_topics, options),
            new ListOffsetsHandler(_topics),
            new MetadataHandler(_topics, cluster, options),
            new OffsetCommitHandler(_groups, _offsets, _topics, log),
            new OffsetFetchHandler(_offsets),
            new FindCoordinatorHandler(cluster),
            new JoinGroupHandler(_groups),
            new HeartbeatHandler(_groups),
            new LeaveGroupHandler(_groups),
            new SyncGroupHandler(_groups),
            new DescribeGroupsHandler(_groups, _offsets),
            new ListGroupsHandler(_groups, _offsets),
            new CreateTopicsHandler(_topics, options),
            new DeleteTopicsHandler(_topics),
            new DeleteRecordsHandler(_topics),
            new InitProducerIdHandler(new ProducerIds(options.Directory)),
            new OffsetForLeaderEpochHandler(_topics),
            new DescribeConfigsHandler(_topics, options),
            new DeleteGroupsHandler(_groups, _offsets),
            new DescribeClusterHandler(cluster),
        ];
    }

    /// <summary>Ends all connections and closes the log.</summary>
    public async ValueTask DisposeAsync()
    {
        _groups.Dispose();
        await _listener.DisposeAsync();
        _topics.Dispose();
        _offsets.Dispose();
        _lock.Dispose();
    }
}

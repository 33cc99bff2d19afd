namespace ServerlessIot.Broker;

/// <summary>All log lines of the broker.</summary>
internal static partial class BrokerLog
{
    [LoggerMessage(1, LogLevel.Information, "Listening on {Address}, log in {Directory}, {Topics} topics")]
    public static partial void Started(ILogger log, string address, string directory, int topics);

    [LoggerMessage(2, LogLevel.Information, "Topic {Topic} created with {Partitions} partitions")]
    public static partial void TopicCreated(ILogger log, string topic, int partitions);

    [LoggerMessage(3, LogLevel.Information, "Topic {Topic} deleted")]
    public static partial void TopicDeleted(ILogger log, string topic);

    [LoggerMessage(4, LogLevel.Warning, "Topic {Topic} partition {Partition}: {Bytes} bytes at the end were no whole batch and were cut off")]
    public static partial void TailCut(ILogger log, string topic, int partition, long bytes);

    [LoggerMessage(5, LogLevel.Information, "Topic {Topic} partition {Partition}: {Segments} segments past retention deleted")]
    public static partial void SegmentsDeleted(ILogger log, string topic, int partition, int segments);

    [LoggerMessage(6, LogLevel.Error, "Topic {Topic} partition {Partition}: retention failed")]
    public static partial void RetentionFailed(ILogger log, string topic, int partition, Exception exception);

    [LoggerMessage(7, LogLevel.Warning, "Connection from {Peer} closed: {Reason}")]
    public static partial void BadRequest(ILogger log, string peer, string reason);

    [LoggerMessage(8, LogLevel.Debug, "Connection from {Peer} ended: {Reason}")]
    public static partial void ConnectionEnded(ILogger log, string peer, string reason);

    [LoggerMessage(9, LogLevel.Error, "Request {Key} from {Peer} failed, connection closed")]
    public static partial void RequestFailed(ILogger log, Wire.ApiKey? key, string peer, Exception exception);

    [LoggerMessage(10, LogLevel.Warning, "Connection from {Peer} refused: {Limit} are open")]
    public static partial void TooManyConnections(ILogger log, string peer, int limit);

    [LoggerMessage(11, LogLevel.Information, "Group {Group}: {Members} members, generation {Generation}, {Reason}")]
    public static partial void GroupRebalances(ILogger log, string group, int members, int generation, string reason);

    [LoggerMessage(12, LogLevel.Warning, "Committed offsets: {Bytes} bytes at the end were no whole entry and were cut off")]
    public static partial void OffsetsCut(ILogger log, long bytes);

    [LoggerMessage(13, LogLevel.Error, "Writing to topic {Topic} partition {Partition} failed")]
    public static partial void AppendFailed(ILogger log, string topic, int partition, Exception exception);

    [LoggerMessage(14, LogLevel.Warning, "Connection from {Peer} closed: nothing moved for {Seconds} s")]
    public static partial void Stalled(ILogger log, string peer, int seconds);

    [LoggerMessage(15, LogLevel.Error, "Committing offsets of group {Group} failed")]
    public static partial void CommitFailed(ILogger log, string group, Exception exception);

    [LoggerMessage(16, LogLevel.Warning, "A connection could not be accepted: {Reason}")]
    public static partial void AcceptFailed(ILogger log, string reason);
}

using Microsoft.Extensions.Logging;

namespace ServerlessIot.Bridge;

/// <summary>Everything the bridge logs. Event ids 3000 to 3099.</summary>
internal static partial class BridgeLog
{
    [LoggerMessage(3000, LogLevel.Information, "MQTT on {Mqtt}, HTTP on {Http}, records go to {Topic} at {Brokers}")]
    public static partial void Started(ILogger logger, string mqtt, string http, string topic, string brokers);

    [LoggerMessage(3003, LogLevel.Information, "MQTT over TLS on port {Port}")]
    public static partial void StartedTls(ILogger logger, int port);

    [LoggerMessage(3001, LogLevel.Information, "Stopping: {Connections} connections, {Messages} messages in flight")]
    public static partial void Stopping(ILogger logger, int connections, int messages);

    [LoggerMessage(3002, LogLevel.Warning, "Stopped with {Messages} messages in flight that the log did not acknowledge in time; their devices will send them again")]
    public static partial void StoppedWithInFlight(ILogger logger, int messages);

    [LoggerMessage(3010, LogLevel.Debug, "{Client} connected from {Remote} with protocol level {Version}")]
    public static partial void Connected(ILogger logger, string client, string? remote, int version);

    [LoggerMessage(3011, LogLevel.Debug, "{Client} disconnected: {Reason}")]
    public static partial void Disconnected(ILogger logger, string client, string reason);

    [LoggerMessage(3012, LogLevel.Warning, "Connection of '{Client}' from {Remote} closed, reason 0x{Code:X2}: {Reason}")]
    public static partial void Closed(ILogger logger, string client, string? remote, int code, string reason);

    [LoggerMessage(3013, LogLevel.Warning, "CONNECT of '{Client}' from {Remote} refused, reason 0x{Code:X2}: {Reason}")]
    public static partial void ConnectRefused(ILogger logger, string client, string? remote, int code, string reason);

    [LoggerMessage(3014, LogLevel.Error, "Connection of '{Client}' failed")]
    public static partial void ConnectionFailed(ILogger logger, Exception exception, string client);

    [LoggerMessage(3015, LogLevel.Warning, "Message of '{Client}' on '{Topic}' refused: {Reason}")]
    public static partial void MessageRefused(ILogger logger, string client, string topic, string reason);

    [LoggerMessage(3016, LogLevel.Warning, "Will of '{Client}' could not be kept: {Reason}")]
    public static partial void WillLost(ILogger logger, string client, string reason);

    [LoggerMessage(3050, LogLevel.Information, "{Topic} is read to its end: {Count} commands wait")]
    public static partial void CommandsRead(ILogger logger, string topic, int count);

    [LoggerMessage(3051, LogLevel.Warning, "Commands cannot be read, and are not delivered: {Reason}")]
    public static partial void CommandsNotRead(ILogger logger, string reason);

    [LoggerMessage(3052, LogLevel.Warning, "Command in partition {Partition} at offset {Offset} cannot be read and is passed over: {Reason}")]
    public static partial void CommandUnreadable(ILogger logger, int partition, long offset, string reason);

    [LoggerMessage(3004, LogLevel.Warning, "Bridge__MaxConnections is {Wanted}, and open files allow {Possible}: that many it is. Raise the limit of open files (ulimit -n, nofile)")]
    public static partial void FewFiles(ILogger logger, int wanted, int possible);

    [LoggerMessage(3030, LogLevel.Information, "{Path} was read again: what it says now counts")]
    public static partial void FileRead(ILogger logger, string path);

    [LoggerMessage(3031, LogLevel.Error, "{Path} cannot be used, and what it said before goes on to count: {Reason}")]
    public static partial void FileRefused(ILogger logger, string path, string reason);

    [LoggerMessage(3032, LogLevel.Warning, "{Address} showed wrong credentials too often and is refused for {Seconds} s")]
    public static partial void AddressRefused(ILogger logger, string address, double seconds);

    [LoggerMessage(3033, LogLevel.Error, "The audit file cannot be written, and is tried again every second: {Reason}")]
    public static partial void AuditFailed(ILogger logger, string reason);

    [LoggerMessage(3034, LogLevel.Warning, "{Device} at {Remote} has another level: {Level}")]
    public static partial void LevelChanged(ILogger logger, string device, string? remote, string level);

    [LoggerMessage(3060, LogLevel.Information, "{Protocol} on port {Port}")]
    public static partial void StartedDoor(ILogger logger, string protocol, int port);

    [LoggerMessage(3061, LogLevel.Warning, "{Protocol} request from {Remote} refused: {Reason}")]
    public static partial void RequestRefused(ILogger logger, string protocol, string? remote, string reason);

    [LoggerMessage(3062, LogLevel.Error, "{Protocol} request from {Remote} failed")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string protocol, string remote);

    [LoggerMessage(3063, LogLevel.Information, "{Client} has subscribed at {Server}:{Port}")]
    public static partial void Subscribed(ILogger logger, string client, string server, int port);

    [LoggerMessage(3064, LogLevel.Warning, "{Client} is not connected to {Server}: {Reason}")]
    public static partial void SubscriptionFailed(ILogger logger, string client, string server, string reason);

    [LoggerMessage(3020, LogLevel.Information, "Kafka answers; topic {Topic} is there")]
    public static partial void KafkaUp(ILogger logger, string topic);

    [LoggerMessage(3021, LogLevel.Warning, "Kafka does not answer: {Reason}")]
    public static partial void KafkaDown(ILogger logger, string reason);

    [LoggerMessage(3022, LogLevel.Error, "The producer failed and is replaced: {Code}, {Reason}")]
    public static partial void ProducerFailed(ILogger logger, string code, string reason);

    [LoggerMessage(3023, LogLevel.Information, "A new producer is in charge; everything unacknowledged was sent again")]
    public static partial void ProducerReplaced(ILogger logger);

    [LoggerMessage(3024, LogLevel.Debug, "Kafka client: {Facility} {Text}")]
    public static partial void Kafka(ILogger logger, string facility, string text);

    [LoggerMessage(3025, LogLevel.Error, "Kafka has no topic {Topic}, or the bridge may not use it: what is for it is refused until it is there ({Reason})")]
    public static partial void TopicMissing(ILogger logger, string topic, string reason);

    [LoggerMessage(3026, LogLevel.Information, "Topic {Topic} is there now")]
    public static partial void TopicFound(ILogger logger, string topic);

    [LoggerMessage(3027, LogLevel.Error, "No new producer could be made, and it is tried again every second: {Reason}")]
    public static partial void ProducerNotBuilt(ILogger logger, string reason);

    [LoggerMessage(3070, LogLevel.Warning, "Kafka stores nothing: the spool takes over, {Messages} messages are in flight")]
    public static partial void SpoolTakesOver(ILogger logger, int messages);

    [LoggerMessage(3071, LogLevel.Information, "Kafka stores again: {Records} records of the spool follow behind live traffic")]
    public static partial void SpoolReturns(ILogger logger, long records);

    [LoggerMessage(3072, LogLevel.Warning, "The spool holds {Records} records of an earlier process ({Bytes} bytes): they follow")]
    public static partial void SpoolRecovered(ILogger logger, long records, long bytes);

    [LoggerMessage(3079, LogLevel.Warning, "The spool holds {Records} records for Kafka topic {Topic}, to which no setting leads any more, or which is not there: they follow once Kafka has it, and stay in the spool until then")]
    public static partial void SpoolTopicLeft(ILogger logger, long records, string topic);

    [LoggerMessage(3073, LogLevel.Warning, "{Path} ended in {Bytes} bytes that are no whole record, and was cut: they were not acknowledged")]
    public static partial void SpoolTorn(ILogger logger, string path, int bytes);

    [LoggerMessage(3074, LogLevel.Critical, "{Path} is damaged: {Bytes} bytes are no records, and what was in them is lost")]
    public static partial void SpoolCorrupt(ILogger logger, string path, int bytes);

    [LoggerMessage(3075, LogLevel.Error, "The spool is full ({Bytes} bytes): nothing is acknowledged until there is room")]
    public static partial void SpoolFull(ILogger logger, long bytes);

    [LoggerMessage(3076, LogLevel.Error, "The spool's disk fails: {Reason}")]
    public static partial void SpoolFailed(ILogger logger, string reason);

    [LoggerMessage(3077, LogLevel.Information, "The spool takes records again")]
    public static partial void SpoolTakes(ILogger logger);

    [LoggerMessage(3078, LogLevel.Critical, "The log refused the record {Id} for good, which was acknowledged from the spool: it is kept in the spool's file 'refused'")]
    public static partial void SpoolRefused(ILogger logger, string id);
}

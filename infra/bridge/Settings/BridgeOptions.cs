using System.Net;
using ServerlessIot.Adapters.Blobs;
using ServerlessIot.Bridge.Topics;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Residency;

namespace ServerlessIot.Bridge.Settings;

/// <summary>Everything about a bridge that can be chosen. Each is a setting <c>Bridge__Name</c>; Kafka's are <c>Kafka__Name</c>.</summary>
public sealed record BridgeOptions
{
    private static readonly TopicNames Names = new();

    /// <summary>Name of this bridge: part of <c>ce_id</c> and <c>ce_source</c>. 1 to 64 characters. Default: the machine's name.</summary>
    public string Name { get; init; } = Environment.MachineName;

    /// <summary>Address to listen on, MQTT and HTTP alike. Default 127.0.0.1; a container sets 0.0.0.0.</summary>
    public IPAddress Bind { get; init; } = IPAddress.Loopback;

    /// <summary>MQTT port; 0 chooses a free one. Default 1883.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>
    /// PEM file with the certificate, its chain and its private key for MQTT over TLS (1.2 or 1.3). Read again when it changes. Default: none, and
    /// then nothing listens for TLS.
    /// </summary>
    public string? CertificateFile { get; init; }

    /// <summary>Port of MQTT over TLS, when there is a <see cref="CertificateFile"/>; 0 chooses a free one. Default 8883.</summary>
    public int TlsPort { get; init; } = 8883;

    /// <summary>Port of /healthz/live, /healthz/ready and /metrics; 0 chooses a free one. Default 8080.</summary>
    public int HttpPort { get; init; } = 8080;

    /// <summary>
    /// Port of MQTT over WebSocket (path /mqtt), 0 to 65,535; 0 chooses a free one. With TLS when there is a <see cref="CertificateFile"/>. Default: none,
    /// and then nothing listens for WebSocket.
    /// </summary>
    public int? WebSocketPort { get; init; }

    /// <summary>
    /// Port of POST /topics/…, 0 to 65,535; 0 chooses a free one. With TLS when there is a <see cref="CertificateFile"/>. Default: none, and then
    /// nothing is taken by HTTP.
    /// </summary>
    public int? IngestPort { get; init; }

    /// <summary>
    /// UDP port of CoAP, 0 to 65,535; 0 chooses a free one. Without DTLS: tokens and values travel in the open. Default: none, and then nothing listens for CoAP.
    /// </summary>
    public int? CoapPort { get; init; }

    /// <summary>Largest body of an HTTP request in bytes, after decompression, 1,024 to 67,108,864. Default 4 MiB. Each message in it is bounded by <see cref="MaxPacketSize"/>.</summary>
    public int IngestMaxBytes { get; init; } = 4 << 20;

    /// <summary>Messages of one HTTP request, 1 to 1,000,000. Default 10,000.</summary>
    public int IngestMaxRecords { get; init; } = 10_000;

    /// <summary>How long an HTTP or CoAP request waits for the log before it is told to come again. 1 to 300 s, default 20 s.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>An existing broker to subscribe to: settings <c>Bridge__Subscribe__…</c>. Default: none.</summary>
    public SubscribeOptions Subscribe { get; init; } = new();

    /// <summary>Who may come in, and how much of it.</summary>
    public AccessOptions Access { get; init; } = new();

    /// <summary>From topics to tenant, device and type; the first match counts. Default: <see cref="DefaultTopicMap.Entries"/>.</summary>
    public IReadOnlyList<TopicMapEntry> TopicMap { get; init; } = DefaultTopicMap.Entries;

    /// <summary>Tenant of topics that name none. Default <c>demo</c>.</summary>
    public string DefaultTenant { get; init; } = "demo";

    /// <summary>Whether devices that the bridge knows by their credentials are written to the log as online and offline when they come and go. Default true.</summary>
    public bool Presence { get; init; } = true;

    /// <summary>Connections at once; further ones are closed. Default 100,000.</summary>
    public int MaxConnections { get; init; } = 100_000;

    /// <summary>
    /// Largest packet in bytes, 1,024 to 983,040 (default): with headers and user properties it stays below librdkafka's and the log's
    /// 1,000,000 bytes, and below the 1,046,528 bytes of an Event Hubs request.
    /// </summary>
    public int MaxPacketSize { get; init; } = 983_040;

    /// <summary>Largest CONNECT in bytes, will included: what a stranger can make the bridge keep. Default 65,536.</summary>
    public int MaxConnectSize { get; init; } = 65_536;

    /// <summary>Longest client id, in characters. Default 128, as for devices.</summary>
    public int MaxClientIdLength { get; init; } = 128;

    /// <summary>How long a new connection may take until its CONNECT is complete. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Messages of one connection on their way to the log; MQTT 5.0's Receive Maximum. 1 to 65,535, default 1,000.</summary>
    public int MaxInFlightPerConnection { get; init; } = 1_000;

    /// <summary>Bytes of one connection on their way to the log, after which its socket is not read. Default 4 MiB.</summary>
    public long MaxInFlightBytesPerConnection { get; init; } = 4 << 20;

    /// <summary>Messages of all connections on their way to the log. Default 50,000.</summary>
    public int MaxInFlight { get; init; } = 50_000;

    /// <summary>Bytes of all connections on their way to the log. Default 32 MiB: with what the records
    /// cost beside their bytes, and the producer's copies, a bridge that is full stays below 256 MiB.</summary>
    public long MaxInFlightBytes { get; init; } = 32 << 20;

    /// <summary>Topic aliases a device may use on one connection (MQTT 5.0). Default 32.</summary>
    public int TopicAliasMaximum { get; init; } = 32;

    /// <summary>One in so many messages begins a trace, when traces are exported at all (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>); 0: only those that a device traces. 0 to 1,000,000,000, default 1,000.</summary>
    public int TraceEvery { get; init; } = 1_000;

    /// <summary>User properties of one message that become headers; more are refused. Default 16.</summary>
    public int MaxUserProperties { get; init; } = 16;

    /// <summary>Bytes of one message's user properties, content type, response topic and correlation data. Default 8,192.</summary>
    public int MaxPropertyBytes { get; init; } = 8_192;

    /// <summary>How long an end waits for what is in flight. Default 10 s.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Directory of the durable spool, on a disk that survives a restart: while Kafka stores nothing, messages are acknowledged from it. One bridge
    /// a directory. Default: none, and then nothing is acknowledged without Kafka.
    /// </summary>
    public string? SpoolDirectory { get; init; }

    /// <summary>Bytes that the spool may take, 16 MiB to 1 TiB; when they are taken nothing more is acknowledged. Default 1 GiB.</summary>
    public long SpoolBytes { get; init; } = 1 << 30;

    /// <summary>How long Kafka may leave a record unacknowledged until the spool takes over, 1 to 60 s. Default 5 s.</summary>
    public TimeSpan SpoolAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Records a second that follow from the spool when Kafka is back, 100 to 1,000,000. Default 50,000.</summary>
    public int SpoolReplayRate { get; init; } = 50_000;

    /// <summary>
    /// How often the bridge writes into every partition of telemetry.raw how far its data are in the log: silence of its devices is judged by that. Whole seconds, 1 to 300, or 0: never. Default 10 s.
    /// </summary>
    public TimeSpan MarkEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Bandwidth to the log in bytes a second, 1,000 to 2,147,483,647: messages then go by priority, and what waits for more than 30 s is not
    /// taken. 0, the default: unlimited.
    /// </summary>
    public long UplinkBytesPerSecond { get; init; }

    /// <summary>
    /// Evaluates the critical rules on every message as it arrives and publishes their alerts at once; costs a second decoding of each message.
    /// Default false.
    /// </summary>
    public bool EdgeRules { get; init; }

    /// <summary>Rule file that <see cref="EdgeRules"/> are taken from, read again when it changes. Default: the rules that were published last (<see cref="Storage"/>), else those that ship.</summary>
    public string? EdgeRulesFile { get; init; }

    /// <summary>
    /// Where rules are published, and which devices are out of service: settings <c>Storage__…</c> as the functions'. Read for <see cref="EdgeRules"/> without a file, and where devices
    /// come with credentials of their own. Default: nowhere.
    /// </summary>
    public BlobSettings? Storage { get; init; }

    /// <summary>Where the log is.</summary>
    public KafkaOptions Kafka { get; init; } = new();

    /// <summary>Commands that wait for devices; further ones are dropped and end as expired. 1 to 10,000,000, default 100,000.</summary>
    public int MaxCommands { get; init; } = 100_000;

    /// <summary>Bytes of commands that wait for devices. Default 64 MiB.</summary>
    public long MaxCommandBytes { get; init; } = 64 << 20;

    /// <summary>Commands that wait for one device; a higher one takes the place of the lowest. 1 to 10,000, default 200.</summary>
    public int MaxCommandsPerDevice { get; init; } = 200;

    /// <summary>Tenants that are bound to a region: settings <c>Regions__…</c>. Default: none.</summary>
    public TenantRegions Regions { get; init; } = TenantRegions.None;

    /// <summary>Topic of the log that telemetry goes to: setting <c>Topics__Raw</c>.</summary>
    public string RawTopic { get; init; } = "telemetry.raw";

    /// <summary>Topic of the log that alerts of <see cref="EdgeRules"/> go to: setting <c>Topics__Alerts</c>.</summary>
    public string AlertsTopic { get; init; } = "alerts";

    /// <summary>Topic of the log that commands come from: setting <c>Topics__Commands</c>.</summary>
    public string CommandsTopic { get; init; } = "device.commands";

    /// <summary>Topic of the log that replies go to: setting <c>Topics__Replies</c>.</summary>
    public string RepliesTopic { get; init; } = "device.replies";

    /// <summary>Topics of the log that the bridge writes under these options, beside <see cref="RawTopic"/>.</summary>
    internal IReadOnlyList<string> WrittenTopics =>
        [RepliesTopic, .. EdgeRules ? [AlertsTopic, CommandsTopic] : Array.Empty<string>(), .. MappedTopics];

    /// <summary>Those of them that the topic map leads to.</summary>
    internal IReadOnlyList<string> MappedTopics => new TopicMap(TopicMap, DefaultTenant, Targets).KafkaTopics;

    /// <summary>Kafka topics that levels of a topic may lead to, see <see cref="TopicMapEntry.KafkaTopic"/>. Default: none.</summary>
    public IReadOnlyList<string> KafkaTopics { get; init; } = [];

    /// <summary>Where the topic map may lead to: not into the pipeline, past Validate.</summary>
    internal TopicTargets Targets => new(KafkaTopics, [RawTopic, AlertsTopic, CommandsTopic, RepliesTopic, Names.Valid, Names.Quarantine, Names.Aggregates, Names.Replayed]);

}

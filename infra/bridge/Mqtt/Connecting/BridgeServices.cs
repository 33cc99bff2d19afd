using Microsoft.Extensions.Logging;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Access.Limits;
using ServerlessIot.Bridge.Commands;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.LastValues;
using ServerlessIot.Bridge.Publishing;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Topics;

namespace ServerlessIot.Bridge.Mqtt.Connecting;

/// <summary>What all connections share.</summary>
internal sealed class BridgeServices(BridgeOptions options, AccessControl access, IRecordLog log, BridgeMetrics metrics, TimeProvider time, ILogger logger) : IRecordOwner
{
    public BridgeOptions Options { get; } = options;

    public IRecordLog Log { get; } = log;

    public BridgeMetrics Metrics { get; } = metrics;

    public InFlightBudget Budget { get; } = metrics.InFlight;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = logger;

    public TopicMap TopicMap { get; } = new(options.TopicMap, options.DefaultTenant, options.Targets);

    public RecordFactory Records { get; } = new(options.Name, time);

    public PublishTraces Traces { get; } = new(options.TraceEvery, options.RawTopic);

    public AccessControl Access { get; } = access;

    public TenantLimits Tenants { get; } = new(options.Access, time);

    public DeviceRates Devices { get; } = new(options.Access, time);

    public RequestLimits Requests => _requests ??= new RequestLimits(Devices, Tenants);

    private RequestLimits? _requests;

    public ConnectionRegistry Connections { get; } = new();

    /// <summary>Through here goes what does not come by an MQTT connection.</summary>
    public SubmissionGate Submissions { get; } = new();

    /// <summary>Last values, when somebody can ask for them.</summary>
    public LastValueCache? LastValues { get; } = options.CoapPort is null ? null : new LastValueCache();

    /// <summary>Commands that devices do not have yet.</summary>
    public CommandBook Commands { get; } = new(options, metrics, time);

    /// <summary>Says what became of deliveries.</summary>
    public CommandReports Reports => LazyInitializer.EnsureInitialized(ref _reports, () => new CommandReports(Log, Records, Metrics, Options.RepliesTopic, Time, Stopping));

    private CommandReports? _reports;

    /// <summary>Cancelled when the bridge's end has waited long enough, and before its log ends.</summary>
    public CancellationToken Stopping { get; init; }

    /// <summary>Wills have no connection any more: they are settled here.</summary>
    public void Settled(InFlightRecord record)
    {
        Budget.Return(record.Size);
        if (record.Outcome != RecordOutcome.Stored)
            Metrics.MessageRefused("will");
    }
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Spool;

namespace ServerlessIot.Bridge.Health;

/// <summary>What the bridge counts. Shown as Prometheus text, and observable through the meter <c>ServerlessIot</c>.</summary>
internal sealed class BridgeMetrics : IDisposable
{
    private readonly Meter _meter = new("ServerlessIot");
    private readonly ConcurrentDictionary<string, long> _refused = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _closed = new(StringComparer.Ordinal);
    private readonly long[] _received = new long[3];
    private readonly long[] _byDoor = new long[Enum.GetValues<Door>().Length];
    private long _bytes;
    private long _connections;
    private long _connectionsTotal;
    private long _replaced;
    private long _subscriptions;
    private long _edgeAlerts;
    private long _edgeCommands;
    private long _commandsDelivered;
    private long _commandsDropped;
    private long _slowed;

    public BridgeMetrics(InFlightBudget budget)
    {
        InFlight = budget;
        _meter.CreateObservableCounter("messaging.client.consumed.messages", () => Received(0) + Received(1) + Received(2), "{message}", "Messages received from devices");
        _meter.CreateObservableCounter("messaging.client.published.messages", () => Latency.Count, "{message}", "Messages that the log acknowledged");
        _meter.CreateObservableUpDownCounter("serverlessiot.bridge.connections", () => Connections, "{connection}", "Devices connected");
        _meter.CreateObservableUpDownCounter("serverlessiot.bridge.in_flight", () => InFlight.Messages, "{message}", "Messages on their way to the log");
    }

    public InFlightBudget InFlight { get; }

    /// <summary>Null without a spool.</summary>
    public SpoolMetrics? Spool { get; private set; }

    /// <summary>From the arrival of a message to the log's acknowledgement.</summary>
    public LatencyHistogram Latency { get; } = new();

    public long Connections => Interlocked.Read(ref _connections);

    public long ConnectionsTotal => Interlocked.Read(ref _connectionsTotal);

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Connections to another broker that have subscribed.</summary>
    public long Subscriptions => Interlocked.Read(ref _subscriptions);

    /// <summary>Alerts of the bridge's own that the log acknowledged.</summary>
    public long EdgeAlerts => Interlocked.Read(ref _edgeAlerts);

    /// <summary>Commands of such alerts that the log acknowledged.</summary>
    public long EdgeCommands => Interlocked.Read(ref _edgeCommands);

    /// <summary>Reads which version of the rules edge alerts follow: 0 = that which ships, or none.</summary>
    public Func<int> EdgeRulesVersion { get; set; } = static () => 0;

    /// <summary>Reads how many looks for published rules found none that can be read.</summary>
    public Func<long> EdgeRulesUnread { get; set; } = static () => 0;

    /// <summary>Reads how many devices are known to be out of service.</summary>
    public Func<int> OutOfService { get; set; } = static () => 0;

    /// <summary>Reads how many looks for devices out of service failed.</summary>
    public Func<long> OutOfServiceUnread { get; set; } = static () => 0;

    public long Replaced => Interlocked.Read(ref _replaced);

    /// <summary>Messages not taken, by reason.</summary>
    public IEnumerable<KeyValuePair<string, long>> RefusedByReason => _refused;

    /// <summary>Connections ended, by reason.</summary>
    public IEnumerable<KeyValuePair<string, long>> ClosedByReason => _closed;

    public long Received(int qos) => Interlocked.Read(ref _received[qos]);

    public long Received(Door door) => Interlocked.Read(ref _byDoor[(int)door]);

    /// <summary>Reads how many commands wait for their devices.</summary>
    public Func<int> CommandsWaiting { get; set; } = static () => 0;

    /// <summary>Commands written to devices; one that comes again after a loss counts again.</summary>
    public long CommandsDelivered => Interlocked.Read(ref _commandsDelivered);

    /// <summary>Commands that found no room.</summary>
    public long CommandsDropped => Interlocked.Read(ref _commandsDropped);

    public void CommandDelivered() => Interlocked.Increment(ref _commandsDelivered);

    public void CommandDropped() => Interlocked.Increment(ref _commandsDropped);

    public void Opened()
    {
        Interlocked.Increment(ref _connections);
        Interlocked.Increment(ref _connectionsTotal);
    }

    public void Closed(string reason)
    {
        Interlocked.Decrement(ref _connections);
        _closed.AddOrUpdate(reason, 1, static (_, n) => n + 1);
    }

    public void MessageReceived(int qos, int payload, Door door)
    {
        Interlocked.Increment(ref _byDoor[(int)door]);
        Interlocked.Increment(ref _received[qos]);
        Interlocked.Add(ref _bytes, payload);
    }

    public void MessageRefused(string reason) => _refused.AddOrUpdate(reason, 1, static (_, n) => n + 1);

    /// <summary>Messages after which a device was read more slowly, since it or its tenant is over its limits.</summary>
    public long SlowedMessages => Interlocked.Read(ref _slowed);

    public void Slowed() => Interlocked.Increment(ref _slowed);

    public void Stored(TimeSpan latency) => Latency.Record(latency);

    /// <param name="change">1 for one that has subscribed, -1 for one that ended.</param>
    public void Subscribed(int change) => Interlocked.Add(ref _subscriptions, change);

    public void EdgeAlert() => Interlocked.Increment(ref _edgeAlerts);

    public void EdgeCommand() => Interlocked.Increment(ref _edgeCommands);

    public void ProducerReplaced() => Interlocked.Increment(ref _replaced);

    /// <summary>There is a spool: shows what it counts.</summary>
    public void Add(SpoolMetrics spool)
    {
        Spool = spool;
        _meter.CreateObservableUpDownCounter("serverlessiot.bridge.spool.records", () => spool.Records, "{message}", "Records in the spool that the log does not have");
        _meter.CreateObservableUpDownCounter("serverlessiot.bridge.spool.size", () => spool.Bytes, "By", "Bytes of the spool's segments");
        _meter.CreateObservableCounter("serverlessiot.bridge.spool.replayed", () => spool.Replayed, "{message}", "Records sent from the spool and acknowledged by the log");
    }

    public void Dispose() => _meter.Dispose();
}

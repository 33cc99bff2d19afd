using System.Globalization;
using System.Text;
using ServerlessIot.Bridge.Spool;

namespace ServerlessIot.Bridge.Health;

/// <summary>Writes the metrics in Prometheus' text format 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(BridgeMetrics metrics, bool kafkaUp)
    {
        var text = new StringBuilder(4096);
        Family(text, "connections", "gauge", "Devices connected", ("", metrics.Connections));
        Family(text, "connections_total", "counter", "Connections accepted", ("", metrics.ConnectionsTotal));
        Family(text, "disconnects_total", "counter", "Connections ended, by reason", ByReason(metrics.ClosedByReason));
        Family(text, "messages_received_total", "counter", "Messages received from devices, by QoS",
            ("qos=\"0\"", metrics.Received(0)), ("qos=\"1\"", metrics.Received(1)), ("qos=\"2\"", metrics.Received(2)));
        Family(text, "messages_by_protocol_total", "counter", "Messages received, by protocol",
            [.. Enum.GetValues<Door>().Select(d => ($"protocol=\"{d.ToString().ToLowerInvariant()}\"", metrics.Received(d)))]);
        Family(text, "received_bytes_total", "counter", "Payload bytes received from devices", ("", metrics.Bytes));
        Family(text, "messages_acknowledged_total", "counter", "Messages that the log acknowledged", ("", metrics.Latency.Count));
        Family(text, "messages_refused_total", "counter", "Messages that were not taken, by reason", ByReason(metrics.RefusedByReason));
        Family(text, "messages_slowed_total", "counter", "Messages after which a device was read more slowly: it or its tenant is over its limits", ("", metrics.SlowedMessages));
        Family(text, "in_flight_messages", "gauge", "Messages on their way to the log", ("", metrics.InFlight.Messages));
        Family(text, "in_flight_bytes", "gauge", "Bytes on their way to the log", ("", metrics.InFlight.Bytes));
        Family(text, "producer_replaced_total", "counter", "Producers replaced after a permanent error", ("", metrics.Replaced));
        Family(text, "subscriptions", "gauge", "Connections to another broker that have subscribed", ("", metrics.Subscriptions));
        Family(text, "edge_alerts_total", "counter", "Alerts of the bridge's own that the log acknowledged", ("", metrics.EdgeAlerts));
        Family(text, "edge_commands_total", "counter", "Commands of such alerts that the log acknowledged", ("", metrics.EdgeCommands));
        Family(text, "edge_rules_version", "gauge", "Version of the rules that these alerts follow; 0: that which ships", ("", metrics.EdgeRulesVersion()));
        Family(text, "edge_rules_unread_total", "counter", "Looks for published rules that failed", ("", metrics.EdgeRulesUnread()));
        Family(text, "out_of_service_devices", "gauge", "Devices that the registry says are out of service", ("", metrics.OutOfService()));
        Family(text, "out_of_service_unread_total", "counter", "Looks for devices out of service that failed", ("", metrics.OutOfServiceUnread()));
        Family(text, "commands_waiting", "gauge", "Commands that their devices do not have yet", ("", metrics.CommandsWaiting()));
        Family(text, "commands_delivered_total", "counter", "Commands written to devices", ("", metrics.CommandsDelivered));
        Family(text, "commands_dropped_total", "counter", "Commands that found no room", ("", metrics.CommandsDropped));
        Family(text, "kafka_up", "gauge", "1 when the log answers and stores", ("", kafkaUp ? 1 : 0));
        if (metrics.Spool is { } spool)
            Spool(text, spool);
        Histogram(text, metrics.Latency);
        return text.ToString();
    }

    private static void Spool(StringBuilder text, SpoolMetrics spool)
    {
        Family(text, "spool_active", "gauge", "1 while messages are acknowledged from the spool", ("", spool.Active ? 1 : 0));
        Family(text, "spool_full", "gauge", "1 while the spool takes nothing: it is full, or its disk fails", ("", spool.Full ? 1 : 0));
        Family(text, "spool_records", "gauge", "Records in the spool that the log does not have", ("", spool.Records));
        Family(text, "spool_bytes", "gauge", "Bytes of the spool's segments", ("", spool.Bytes));
        Family(text, "spool_oldest_timestamp_seconds", "gauge", "Arrival of the first record of the oldest segment, Unix time; 0: the spool is empty", ("", spool.Since / 1000));
        Family(text, "spool_acknowledged_total", "counter", "Messages acknowledged from the spool", ("", spool.Acknowledged));
        Family(text, "spool_replayed_total", "counter", "Records sent from the spool and acknowledged by the log", ("", spool.Replayed));
        Family(text, "spool_refused_total", "counter", "Records that the log refused for good after they were acknowledged from the spool", ("", spool.Refused));
        Family(text, "spool_torn_bytes_total", "counter", "Bytes cut off behind the last whole record at a start", ("", spool.TornBytes));
        Family(text, "spool_corrupt_bytes_total", "counter", "Bytes of the spool that are no records", ("", spool.CorruptBytes));
    }

    private static (string, long)[] ByReason(IEnumerable<KeyValuePair<string, long>> counts) =>
        [.. counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => ($"reason=\"{c.Key}\"", c.Value))];

    private static void Family(StringBuilder text, string name, string type, string help, params (string Labels, long Value)[] samples)
    {
        Head(text, name, type, help);
        foreach (var (labels, value) in samples)
        {
            text.Append("serverlessiot_bridge_").Append(name);
            if (labels.Length > 0)
                text.Append('{').Append(labels).Append('}');
            text.Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
        }
    }

    private static void Histogram(StringBuilder text, LatencyHistogram latency)
    {
        Head(text, "store_duration_seconds", "histogram", "From the arrival of a message to the log's acknowledgement");
        var sum = 0L;
        for (var i = 0; i <= LatencyHistogram.Bounds.Length; i++)
        {
            sum += latency.InBucket(i);
            var bound = i < LatencyHistogram.Bounds.Length ? LatencyHistogram.Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
            text.Append(CultureInfo.InvariantCulture, $"serverlessiot_bridge_store_duration_seconds_bucket{{le=\"{bound}\"}} {sum}\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"serverlessiot_bridge_store_duration_seconds_sum {latency.SumSeconds}\n");
        text.Append(CultureInfo.InvariantCulture, $"serverlessiot_bridge_store_duration_seconds_count {sum}\n");
    }

    private static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append("# HELP serverlessiot_bridge_").Append(name).Append(' ').Append(help).Append('\n')
            .Append("# TYPE serverlessiot_bridge_").Append(name).Append(' ').Append(type).Append('\n');
}

using Confluent.Kafka;
using ServerlessIot.Bridge.Edge;

namespace ServerlessIot.Bridge.Mqtt.Publishing;

/// <summary>A topic's key and headers, made once per connection and topic.</summary>
/// <param name="Topic">UTF-8.</param>
/// <param name="Key">The record's key: UTF-8 <c>tenant/device</c>.</param>
/// <param name="Headers">Those that do not change from message to message.</param>
/// <param name="Foreign">It leads to a device or tenant that is not the connection's own: nothing may be written.</param>
/// <param name="Elsewhere">Region that the tenant is bound to, when it is another one: nothing may be written here.</param>
internal sealed record CachedRoute(byte[] Topic, byte[] Key, Header[] Headers, bool Foreign, string? Elsewhere)
{
    /// <summary>Priority that the topic has; null when the message says it.</summary>
    public UplinkPriority? Priority { get; init; }

    /// <summary>Kafka topic of telemetry in place of telemetry.raw; null for telemetry.raw.</summary>
    public string? KafkaTopic { get; init; }

    /// <summary>It leads to device.replies instead of telemetry.raw.</summary>
    public bool IsReply { get; init; }

    /// <summary>The command that the topic itself names; null when it names none.</summary>
    public string? Command { get; init; }
}

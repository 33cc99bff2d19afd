using System.Text;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Edge;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Mqtt.Delivering;
using ServerlessIot.Bridge.Mqtt.Subscribing;
using ServerlessIot.Bridge.Publishing;
using ServerlessIot.Bridge.Topics;
using ServerlessIot.Domain.Residency;

namespace ServerlessIot.Bridge.Mqtt.Publishing;

/// <summary>The routes of one connection's topics. Devices use few topics: the last one is tried first.</summary>
/// <param name="map">Leads telemetry.</param>
/// <param name="regions">Tenants that are bound to a region.</param>
/// <param name="identity">Whose telemetry it may bring.</param>
/// <param name="tenant">Tenant of the device that replies to commands.</param>
/// <param name="device">That device.</param>
internal sealed class RouteCache(TopicMap map, TenantRegions regions, DeviceIdentity identity, string tenant, string device)
{
    /// <summary>A gateway with more topics than this still works, only slower. With the longest topics they take some 2 MB.</summary>
    private const int Capacity = 256;

    private CachedRoute? _last;
    private Dictionary<string, CachedRoute>? _others;

    /// <summary>Null when the topic map does not know the topic, or it is longer than <see cref="DevicePublisher.MaxTopicBytes"/>.</summary>
    public CachedRoute? Find(ReadOnlySpan<byte> topic)
    {
        if (_last is not null && topic.SequenceEqual(_last.Topic))
            return _last;
        if (topic.Length > DevicePublisher.MaxTopicBytes)
            return null;
        var text = Encoding.UTF8.GetString(topic);
        if (_others is not null && _others.TryGetValue(text, out var known))
            return _last = known;
        if (Make(text, topic.ToArray()) is not { } cached)
            return null;
        if (_last is not null)
        {
            _others ??= new(StringComparer.Ordinal);
            if (_others.Count >= Capacity)
                _others.Clear();
            _others[text] = cached;
            _others.TryAdd(Encoding.UTF8.GetString(_last.Topic), _last);
        }
        return _last = cached;
    }

    private CachedRoute? Make(string text, byte[] topic)
    {
        // Neither is telemetry, whatever the map says.
        if (CommandTopics.IsOne(text))
            return null;
        if (ReplyTopics.TryRead(text, out var replying, out var command))
        {
            var reply = new TopicRoute(tenant, replying, null);
            return Make(reply, topic, !string.Equals(replying, device, StringComparison.Ordinal)) with { IsReply = true, Command = command };
        }
        return map.Find(text) is { } route ? Make(route, topic, !identity.Owns(route)) : null;
    }

    private CachedRoute Make(TopicRoute route, byte[] topic, bool foreign) => new(
        topic, Encoding.UTF8.GetBytes($"{route.Tenant}/{route.Device}"), RecordFactory.RouteHeaders(route, topic), foreign,
        regions.Allow(route.Tenant) ? null : regions.RegionOf(route.Tenant))
    {
        Priority = Priorities.Of(route),
        KafkaTopic = route.KafkaTopic,
    };
}

using System.Text;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Edge;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Topics;
using ServerlessIot.Domain.Residency;

namespace ServerlessIot.Bridge.Mqtt.Publishing;

/// <summary>The routes of one connection's topics. Devices use few topics: the last one is tried first.</summary>
internal sealed class RouteCache(TopicMap map, TenantRegions regions, DeviceIdentity identity)
{
    /// <summary>A gateway with more topics than this still works, only slower.</summary>
    private const int Capacity = 256;

    private CachedRoute? _last;
    private Dictionary<string, CachedRoute>? _others;

    /// <summary>Null when the topic map does not know the topic.</summary>
    public CachedRoute? Find(ReadOnlySpan<byte> topic)
    {
        if (_last is not null && topic.SequenceEqual(_last.Topic))
            return _last;
        var text = Encoding.UTF8.GetString(topic);
        if (_others is not null && _others.TryGetValue(text, out var known))
            return _last = known;
        if (map.Find(text) is not { } route)
            return null;
        var name = topic.ToArray();
        var cached = new CachedRoute(
            name, Encoding.UTF8.GetBytes($"{route.Tenant}/{route.Device}"), RecordFactory.RouteHeaders(route, name), !identity.Owns(route),
            regions.Allow(route.Tenant) ? null : regions.RegionOf(route.Tenant))
        {
            Priority = Priorities.Of(route),
        };
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
}

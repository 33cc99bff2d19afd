using ServerlessIot.Bridge.Mqtt.Packets;

namespace ServerlessIot.Bridge.Mqtt.Publishing;

/// <summary>Topic aliases of one connection: MQTT 5.0, 3.3.2.3.4.</summary>
internal sealed class TopicAliases(int maximum)
{
    private (bool Set, CachedRoute? Route)[]? _routes;

    /// <summary>Remembers a topic; its route may be null when the topic map does not know it.</summary>
    /// <exception cref="MqttViolationException">The alias is 0 or above the maximum.</exception>
    public void Set(ushort alias, CachedRoute? route)
    {
        Check(alias);
        (_routes ??= new (bool, CachedRoute?)[maximum])[alias - 1] = (true, route);
    }

    /// <exception cref="MqttViolationException">The alias is out of range, or was never set.</exception>
    public CachedRoute? Get(ushort alias)
    {
        Check(alias);
        return _routes is not null && _routes[alias - 1].Set
            ? _routes[alias - 1].Route
            : throw MqttViolationException.Protocol($"topic alias {alias} was not set");
    }

    private void Check(ushort alias)
    {
        if (alias == 0 || alias > maximum)
            throw new MqttViolationException(ReasonCode.TopicAliasInvalid, $"topic alias {alias} is not from 1 to {maximum}");
    }
}

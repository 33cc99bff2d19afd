using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Access.Risk;
using ServerlessIot.Bridge.Mqtt.Publishing;

namespace ServerlessIot.Bridge.Publishing;

/// <summary>Whether somebody may publish to a topic.</summary>
/// <param name="Route">Where it leads; null when refused.</param>
/// <param name="Refusal">Why not; null when allowed.</param>
/// <param name="Text">The refusal for people; empty when allowed.</param>
internal readonly record struct TopicDecision(CachedRoute? Route, TopicRefusal? Refusal, string Text)
{
    /// <summary>Region that the tenant is bound to, with <see cref="TopicRefusal.Elsewhere"/>.</summary>
    public string? Region { get; init; }

    /// <summary>What they may do just now.</summary>
    public AccessLevel Level { get; init; }

    /// <summary>Who asked; set when allowed.</summary>
    public DeviceIdentity? Identity { get; init; }
}

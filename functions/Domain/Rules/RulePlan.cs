using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Rules;

/// <summary>The rules that look at a device, by shape of its events: a device sends few, again and again.</summary>
/// <param name="rules">The rules whose scope holds the device, in their order.</param>
internal sealed class RulePlan(Rule[] rules)
{
    /// <summary>Shapes remembered: devices have some dozens, and may invent more, which take each other's places.</summary>
    private const int Shapes = 256;

    /// <summary>Shapes that may share a place in the table.</summary>
    private const int Neighbours = 4;

    /// <summary>Events of more measures are rare; their rules are looked for each time.</summary>
    private const int MostMeasures = 64;
    private readonly RuleShape?[] shapes = new RuleShape?[Shapes];

    /// <summary>Rules that look at ticks.</summary>
    public Rule[] Ticking { get; } = [.. rules.Where(rule => rule.NeedsTicks)];

    /// <summary>The rules for what the bridge says of its connections.</summary>
    public Rule[] Presence { get; } = [.. rules.Where(rule => rule.NeedsPresence)];

    /// <summary>Whether a rule is one of them.</summary>
    public bool Has(int rule) => Array.Exists(rules, one => one.Index == rule);

    /// <summary>The rules whose scope holds profile and type of an event, and that read one of its measures.</summary>
    public Rule[] For(DeviceEvent e)
    {
        var profile = EventProfiles.Of(e);
        var place = RuleShape.Hash(profile, e);
        for (var i = 0; i < Neighbours; i++)
        {
            if (Volatile.Read(ref shapes[(place + i) % Shapes]) is { } shape && shape.Is(profile, e)) return shape.Rules;
        }

        return Find(profile, place, e);
    }

    private Rule[] Find(string profile, int place, DeviceEvent e)
    {
        var found = Array.FindAll(rules, rule => rule.Head.Scope.Matches(profile, e.Type) && rule.Reads(e));
        if (e.Measurements.Count > MostMeasures) return found;
        var (at, shape) = (place % Shapes, new RuleShape(profile, e, found));
        for (var i = 0; i < Neighbours; i++)
        {
            if (Volatile.Read(ref shapes[(place + i) % Shapes]) is null) at = (place + i) % Shapes;
        }

        Volatile.Write(ref shapes[at], shape);
        return found;
    }
}

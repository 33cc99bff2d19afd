using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Rules;

/// <summary>What events have in common that the same rules look at: profile, type and names of measures in their order.</summary>
/// <param name="profile">Profile: see <see cref="EventProfiles"/>.</param>
/// <param name="e">An event of the shape.</param>
/// <param name="rules">The rules for it.</param>
internal sealed class RuleShape(string profile, DeviceEvent e, Rule[] rules)
{
    private readonly string type = e.Type;
    private readonly string[] names = [.. e.Measurements.Select(measure => measure.Name)];

    /// <summary>The rules for it.</summary>
    public Rule[] Rules => rules;

    /// <summary>Place of a shape in a table: of few of its characters, since all are compared anyway.</summary>
    public static int Hash(string profile, DeviceEvent e)
    {
        var measures = e.Measurements;
        var hash = Mix(Mix((uint)measures.Count, profile), e.Type);
        if (measures.Count > 0) hash = Mix(Mix(hash, measures[0].Name), measures[measures.Count - 1].Name);
        return (int)((hash ^ (hash >> 15)) & int.MaxValue);
    }

    /// <summary>Whether an event is of it. Names are mostly the same objects: decoding hands out one text for the same bytes.</summary>
    public bool Is(string otherProfile, DeviceEvent other)
    {
        var measures = other.Measurements;
        if (measures.Count != names.Length || other.Type != type || otherProfile != profile) return false;
        for (var i = 0; i < names.Length; i++)
        {
            if (measures[i].Name != names[i]) return false;
        }

        return true;
    }

    private static uint Mix(uint hash, string text) =>
        text.Length == 0 ? hash * 16_777_619 : (hash ^ (uint)text.Length ^ ((uint)text[0] << 8) ^ ((uint)text[text.Length / 2] << 16) ^ ((uint)text[^1] << 24)) * 16_777_619;
}

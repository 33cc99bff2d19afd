using System.Collections.Concurrent;

namespace ServerlessIot.Domain.Rules;

/// <summary>The rules that look at a device, by profile of its events.</summary>
/// <param name="rules">The rules whose scope holds the device, in their order.</param>
internal sealed class RulePlan(Rule[] rules)
{
    /// <summary>Profiles remembered; there are fewer than ten, devices may invent more.</summary>
    private const int MostProfiles = 64;
    private readonly ConcurrentDictionary<string, Rule[]> byProfile = new(StringComparer.Ordinal);

    /// <summary>Rules that look at ticks.</summary>
    public Rule[] Ticking { get; } = [.. rules.Where(rule => rule.NeedsTicks)];

    /// <summary>The rules for what the bridge says of its connections.</summary>
    public Rule[] Presence { get; } = [.. rules.Where(rule => rule.NeedsPresence)];

    /// <summary>The rules for events of a profile.</summary>
    public Rule[] For(string profile) => byProfile.TryGetValue(profile, out var found) ? found : Find(profile);

    private Rule[] Find(string profile)
    {
        var matching = rules.Where(rule => rule.Head.Scope.MatchesProfile(profile)).ToArray();
        if (byProfile.Count < MostProfiles) byProfile.TryAdd(profile, matching);
        return matching;
    }
}

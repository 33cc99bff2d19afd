using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Rules.Groups;
using ServerlessIot.Steps.Rules;

namespace ServerlessIot.Ops.Api.Rules;

/// <summary>Rules that were published.</summary>
/// <param name="Version">Version, from 1.</param>
/// <param name="Hash">SHA-256 of the file, lower-case hex.</param>
/// <param name="Rules">How many there are.</param>
/// <param name="Time">When, Unix milliseconds.</param>
/// <param name="By">Who did it; absent for the holder of the key.</param>
/// <param name="Warnings">What is good and may still be an error; absent when there is nothing.</param>
public sealed record RulesAnswer(int Version, string Hash, int Rules, long Time, string? By, IReadOnlyList<string>? Warnings)
{
    /// <summary>Makes one.</summary>
    internal static RulesAnswer Of(PublishedRules published, RuleSet set, GroupSet groups)
    {
        var warnings = set.Rules.SelectMany(rule => Without(rule, groups)).ToList();
        return new(published.Version, published.Hash, published.Rules, published.Time, published.By, warnings.Count == 0 ? null : warnings);
    }

    private static IEnumerable<string> Without(Rule rule, GroupSet groups)
    {
        var scope = rule.Head.Scope;
        if (scope.Groups is null || groups.Groups.Any(group => scope.Tenants?.Match(group.Tenant) != false && scope.Groups.Match(group.Name))) yield break;
        yield return $"Rule '{rule.Head.Id}' looks at no device: none of its tenants has a group {scope.Groups} that rules can know. A group that asks for online or silentForSeconds is none of them.";
    }
}

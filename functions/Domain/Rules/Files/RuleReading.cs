using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Rules.Files;

/// <summary>Reads one rule: what all kinds have; <see cref="KindReading"/> reads the rest.</summary>
internal static class RuleReading
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static Rule Read(RuleObject rule, string id)
    {
        var scope = rule.Object("scope") is { } given ? Scope(given) : new RuleScope();
        var level = rule.Word("level", AlertLevels.Info, AlertLevels.Low, AlertLevels.Normal, AlertLevels.Warning, AlertLevels.Medium, AlertLevels.High, AlertLevels.Critical);
        var severity = rule.Whole("severity", 1, 5);
        if (level is null && severity is null) throw rule.Fault("needs a severity from 1 to 5, or a level");
        if (level is not null && severity is { } number && AlertLevels.SeverityOf(level) != number) throw rule.Fault($"has severity {number}, but level {level} is {AlertLevels.SeverityOf(level)}");
        var head = new RuleHead(id, scope, severity ?? AlertLevels.SeverityOf(level!), level ?? AlertLevels.LevelOf(severity!.Value), rule.Text("message", 1_000))
        {
            Cooldown = rule.Duration("cooldown", Second, TimeSpan.FromDays(30)),
            For = rule.Duration("for", Second, TimeSpan.FromDays(1)) ?? TimeSpan.Zero,
            GroupBy = rule.Text("groupBy", 64),
            Action = ActionName(rule, "action"),
            Source = rule.Text("source", 200),
        };
        return KindReading.Read(rule, head);
    }

    /// <summary>Name of a command: 1–64 of letters, digits, <c>-</c>, <c>_</c>, <c>.</c>; null when it is not there.</summary>
    public static string? ActionName(RuleObject rule, string name)
    {
        var action = rule.Text(name, 64);
        return action is null || action.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? action : throw rule.Fault($"has an {name} with other characters than letters, digits, - _ and .");
    }

    /// <summary>Texts as patterns; null when they are not there.</summary>
    public static TextPatterns? Patterns(RuleObject of, string name)
    {
        if (of.Texts(name) is not { } texts) return null;
        var wild = texts.FirstOrDefault(text => text.AsSpan(0, text.Length - 1).Contains('*'));
        return wild is null ? new TextPatterns(texts) : throw of.Fault($"has the pattern '{wild}'; a * stands for any rest, at the end only");
    }

    private static RuleScope Scope(RuleObject scope)
    {
        var profiles = scope.Texts("profiles");
        string[] known = [EventProfiles.Factory, EventProfiles.Vehicle, EventProfiles.Sensor, EventProfiles.Generic];
        if (profiles?.FirstOrDefault(profile => !known.Contains(profile)) is { } unknown) throw scope.Fault($"has the profile '{unknown}'; there are {string.Join(", ", known)}");
        var result = new RuleScope
        {
            Tenants = Patterns(scope, "tenants"),
            Devices = Patterns(scope, "devices"),
            Groups = Patterns(scope, "groups"),
            Profiles = profiles,
            Types = Patterns(scope, "types"),
            Tags = scope.Object("tags") is { } tags ? Tags(tags) : [],
        };
        scope.End();
        return result;
    }

    private static List<KeyValuePair<string, TextPatterns>> Tags(RuleObject tags)
    {
        var found = tags.Names(16).Select(name => KeyValuePair.Create(name, Patterns(tags, name) ?? throw tags.Fault($"has no value for '{name}'"))).ToList();
        tags.End();
        return found;
    }
}

using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Topics;

/// <summary>Leads topics to tenant, device and type. The first entry that matches counts.</summary>
public sealed class TopicMap
{
    private readonly List<TopicRule> _rules = [];

    /// <summary>Compiles the entries.</summary>
    /// <param name="entries">In order.</param>
    /// <param name="defaultTenant">Of topics that name none.</param>
    /// <param name="targets">Where entries may lead to; default: to what they name themselves.</param>
    /// <exception cref="SettingException">An entry is unusable; the message names it.</exception>
    public TopicMap(IReadOnlyList<TopicMapEntry> entries, string defaultTenant, TopicTargets? targets = null)
    {
        targets ??= TopicTargets.None;
        foreach (var name in targets.Named)
            if (!TopicTargets.IsName(name) || targets.Own.Contains(name))
                throw new SettingException("Bridge__KafkaTopics", name, "names of Kafka topics, none of them the pipeline's own");
        for (var i = 0; i < entries.Count; i++)
            _rules.Add(TopicRule.Compile(entries[i], i, defaultTenant, targets));
        KafkaTopics = [.. _rules.Select(rule => rule.KafkaTopic).OfType<string>().Concat(targets.Named).Distinct(StringComparer.Ordinal)];
        if (KafkaTopics.Count > TopicTargets.Most)
            throw new SettingException("Bridge__KafkaTopics", $"{KafkaTopics.Count} topics", $"with those of the topic map at most {TopicTargets.Most}");
    }

    /// <summary>Every Kafka topic that the map may lead to in place of telemetry.raw.</summary>
    public IReadOnlyList<string> KafkaTopics { get; }

    /// <summary>Whether any entry matches a topic name.</summary>
    public bool Matches(string topic)
    {
        var levels = topic.Split('/');
        return _rules.Exists(rule => rule.Filter.Matches(levels));
    }

    /// <summary>Finds the route of a topic name.</summary>
    /// <returns>Null when nothing matches, or when the entry that does leads nowhere.</returns>
    public TopicRoute? Find(string topic) => Find(topic, out _);

    /// <inheritdoc cref="Find(string)"/>
    /// <param name="topic">Topic name.</param>
    /// <param name="refusal">Why the entry that matches leads nowhere; null when none matches or one does.</param>
    internal TopicRoute? Find(string topic, out string? refusal)
    {
        refusal = null;
        var levels = topic.Split('/');
        foreach (var rule in _rules)
            if (rule.Filter.Matches(levels))
                return rule.Lead(levels, out refusal);
        return null;
    }
}

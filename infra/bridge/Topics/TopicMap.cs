using ServerlessIot.Bridge.Edge;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Topics;

/// <summary>Leads topics to tenant, device and type. The first entry that matches counts.</summary>
public sealed class TopicMap
{
    private readonly List<Rule> _rules = [];
    private readonly string _defaultTenant;

    /// <summary>Compiles the entries.</summary>
    /// <exception cref="SettingException">An entry is unusable; the message names it.</exception>
    public TopicMap(IReadOnlyList<TopicMapEntry> entries, string defaultTenant)
    {
        _defaultTenant = defaultTenant;
        for (var i = 0; i < entries.Count; i++)
            _rules.Add(Compile(entries[i], i));
    }

    /// <summary>Whether any entry matches a topic name.</summary>
    public bool Matches(string topic)
    {
        var levels = topic.Split('/');
        return _rules.Exists(rule => rule.Filter.Matches(levels));
    }

    /// <summary>Finds the route of a topic name.</summary>
    /// <returns>Null when nothing matches, or when tenant, device or type would break <see cref="TopicRoute.NameRule"/>.</returns>
    public TopicRoute? Find(string topic)
    {
        var levels = topic.Split('/');
        foreach (var rule in _rules)
        {
            if (!rule.Filter.Matches(levels))
                continue;
            var route = new TopicRoute(rule.Tenant?.Fill(levels) ?? _defaultTenant, rule.Device.Fill(levels), rule.Type?.Fill(levels)) { Priority = rule.Priority };
            var valid = TopicRoute.IsName(route.Tenant) && TopicRoute.IsName(route.Device) && (route.Type is null || TopicRoute.IsName(route.Type));
            return valid ? route : null;
        }
        return null;
    }

    private static Rule Compile(TopicMapEntry entry, int index)
    {
        var setting = $"Bridge__TopicMap__{index}__";
        var (part, value) = ("Filter", (string?)entry.Filter);
        try
        {
            var filter = new TopicFilter(entry.Filter);
            (part, value) = ("Tenant", entry.Tenant);
            var tenant = Template(entry.Tenant, "tenant", filter);
            (part, value) = ("Device", entry.Device);
            var device = Template(entry.Device, "device", filter) ?? throw new FormatException("neither it nor a capture {device} is given");
            (part, value) = ("Type", entry.Type);
            var type = Template(entry.Type, "type", filter);
            (part, value) = ("Priority", entry.Priority);
            return new Rule(filter, tenant, device, type, Priority(entry.Priority));
        }
        catch (FormatException e)
        {
            throw new SettingException(setting + part, value, $"usable with the filter '{entry.Filter}': {e.Message}");
        }
    }

    private static UplinkPriority? Priority(string? text) =>
        string.IsNullOrEmpty(text) ? null : Priorities.Parse(text) ?? throw new FormatException("it is none of critical, high, medium and low");

    private static LevelTemplate? Template(string? template, string capture, TopicFilter filter)
    {
        if (!string.IsNullOrEmpty(template))
            return new LevelTemplate(template, filter);
        return filter.HasCapture(capture) ? new LevelTemplate($"{{{capture}}}", filter) : null;
    }

    private sealed record Rule(TopicFilter Filter, LevelTemplate? Tenant, LevelTemplate Device, LevelTemplate? Type, UplinkPriority? Priority);
}

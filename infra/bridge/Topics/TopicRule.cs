using ServerlessIot.Bridge.Edge;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Topics;

/// <summary>A compiled entry of the topic map.</summary>
internal sealed class TopicRule
{
    /// <summary>Headers of an entry at most.</summary>
    private const int MostHeaders = 16;

    /// <summary>Characters of a header's value at most.</summary>
    private const int MostHeaderLength = 256;

    /// <summary>What a header's text may also name: what the entry made of the topic.</summary>
    private static readonly string[] Found = ["tenant", "device", "type"];

    private readonly List<(string Name, LevelTemplate Value)> _headers = [];
    private readonly IReadOnlyList<string> _named;
    private readonly string _defaultTenant;
    private readonly LevelTemplate? _tenant;
    private readonly LevelTemplate _device;
    private readonly LevelTemplate? _type;
    private readonly LevelTemplate? _kafkaTopic;
    private readonly string? _separator;
    private readonly UplinkPriority? _priority;

    /// <param name="entry">What it says.</param>
    /// <param name="defaultTenant">Where it says no tenant.</param>
    /// <param name="targets">Where it may lead to.</param>
    /// <param name="at">Set to the part that is being read, and its value.</param>
    private TopicRule(TopicMapEntry entry, string defaultTenant, TopicTargets targets, ref (string Part, string? Value) at)
    {
        (_defaultTenant, _named) = (defaultTenant, targets.Named);
        Filter = new TopicFilter(entry.Filter);
        at = ("Tenant", entry.Tenant);
        _tenant = Template(entry.Tenant, "tenant");
        at = ("TenantSeparator", entry.TenantSeparator);
        _separator = entry.TenantSeparator is not { Length: > 0 } separator ? null
            : separator.Length <= 8 ? separator : throw new FormatException("it is longer than 8 characters");
        at = ("Device", entry.Device);
        _device = Template(entry.Device, "device") ?? throw new FormatException("neither it nor a capture {device} is given");
        at = ("Type", entry.Type);
        _type = Template(entry.Type, "type");
        at = ("Priority", entry.Priority);
        _priority = Priority(entry.Priority);
        at = ("KafkaTopic", entry.KafkaTopic);
        _kafkaTopic = string.IsNullOrEmpty(entry.KafkaTopic) ? null : new LevelTemplate(entry.KafkaTopic, Filter);
        if (_kafkaTopic?.Constant is { } constant)
            KafkaTopic = TopicTargets.IsName(constant) && !targets.Own.Contains(constant) ? constant
                : throw new FormatException("it is no Kafka topic's name, or one of the pipeline's own; left out, messages go to telemetry.raw");
        else if (_kafkaTopic is not null && _named.Count == 0)
            throw new FormatException("it takes levels of the topic, and Bridge__KafkaTopics does not name where these may lead to");
        foreach (var (name, value) in entry.Headers)
        {
            at = ($"Headers__{name}", value);
            Add(name, value);
        }
    }

    public TopicFilter Filter { get; }

    /// <summary>The Kafka topic that it names without levels of the topic; null when it names none, or one with such.</summary>
    public string? KafkaTopic { get; }

    /// <exception cref="SettingException">The entry is unusable; the message names the setting.</exception>
    public static TopicRule Compile(TopicMapEntry entry, int index, string defaultTenant, TopicTargets targets)
    {
        var at = (Part: "Filter", Value: (string?)entry.Filter);
        try
        {
            return new TopicRule(entry, defaultTenant, targets, ref at);
        }
        catch (FormatException e)
        {
            throw new SettingException($"Bridge__TopicMap__{index}__{at.Part}", at.Value, $"usable with the filter '{entry.Filter}': {e.Message}");
        }
    }

    /// <summary>Where a topic that the filter matches leads to.</summary>
    /// <param name="levels">The topic.</param>
    /// <param name="refusal">Why it leads nowhere; null when it does lead somewhere.</param>
    public TopicRoute? Lead(string[] levels, out string? refusal)
    {
        refusal = null;
        var (device, type) = (_device.Fill(levels), _type?.Fill(levels));
        var tenant = Tenant(levels, device);
        if (!TopicRoute.IsName(tenant) || !TopicRoute.IsName(device) || (type is not null && !TopicRoute.IsName(type)))
        {
            refusal = $"tenant, device or type would not be {TopicRoute.NameRule}";
            return null;
        }
        var kafkaTopic = KafkaTopic ?? _kafkaTopic?.Fill(levels);
        if (KafkaTopic is null && kafkaTopic is not null && !_named.Contains(kafkaTopic))
        {
            refusal = $"it would go to the Kafka topic '{kafkaTopic}', which Bridge__KafkaTopics does not name";
            return null;
        }
        KeyValuePair<string, string>[] headers = [.. _headers.Select(header => KeyValuePair.Create(header.Name, header.Value.Fill(levels, tenant, device, type ?? "")))];
        if (Array.Find(headers, header => header.Value.Length > MostHeaderLength) is { Key: { } name })
        {
            refusal = $"its header {name} would have more than {MostHeaderLength} characters";
            return null;
        }
        return new TopicRoute(tenant, device, type) { Priority = _priority, KafkaTopic = kafkaTopic, Headers = headers };
    }

    private string Tenant(string[] levels, string device)
    {
        var prefix = _separator is null ? -1 : device.IndexOf(_separator, StringComparison.Ordinal);
        return prefix >= 0 ? device[..prefix] : _tenant?.Fill(levels) ?? _defaultTenant;
    }

    private void Add(string name, string value)
    {
        if (!HeaderNames.IsOne(name))
            throw new FormatException($"a header's name is {HeaderNames.Rule}");
        if (_headers.Count == MostHeaders)
            throw new FormatException($"there are more than {MostHeaders} headers");
        if (value.Length > MostHeaderLength)
            throw new FormatException($"it has more than {MostHeaderLength} characters");
        _headers.Add((name, new LevelTemplate(value, Filter, Found)));
    }

    private LevelTemplate? Template(string? template, string capture)
    {
        if (!string.IsNullOrEmpty(template))
            return new LevelTemplate(template, Filter);
        return Filter.HasCapture(capture) ? new LevelTemplate($"{{{capture}}}", Filter) : null;
    }

    private static UplinkPriority? Priority(string? text) =>
        string.IsNullOrEmpty(text) ? null : Priorities.Parse(text) ?? throw new FormatException("it is none of critical, high, medium and low");
}

using System.Text.Json;

namespace ServerlessIot.Domain.Alerts.Policy;

/// <summary>
/// Reads the section <c>notifications</c> of a rule file: <c>{"routes": [{"minimumSeverity": 3, "channels": ["webhook"]}], "limits": {"webhook": 60},
/// "storm": {"devices": 20, "windowSeconds": 60}, "silences": [{"tenants": ["acme"], "from": "…", "to": "…"}], "escalations":
/// [{"minimumSeverity": 5, "afterSeconds": 900, "channels": ["email"]}]}</c>. What a section leaves out is as in <see cref="NotificationPolicy.Default"/>;
/// a section with anything wrong is refused as a whole.
/// </summary>
public static class PolicyReader
{
    /// <summary>Notifications a minute that a limit may allow.</summary>
    public const int MostPerMinute = 1_000;

    /// <summary>Devices that may be told one by one before a storm.</summary>
    public const int MostDevices = 500;
    private const int MostRoutes = 100;
    private const int MostSilences = 1_000;
    private const int MostEscalations = 20;
    private const int MostPatterns = 100;
    private const int LongestWindow = 3_600;
    private const int LongestWait = 7 * 24 * 60 * 60;
    private static readonly string[] MatchMembers = ["minimumSeverity", "levels", "tenants", "devices", "rules", "groups"];
    private static readonly string[] Targets = [.. AlertChannels.All, AlertChannels.Every];

    /// <summary>Reads a section.</summary>
    /// <param name="section">The value of <c>notifications</c>.</param>
    /// <param name="fault">What is wrong first; null when nothing is.</param>
    /// <param name="path">Where the section is, for faults.</param>
    /// <returns>The policy; null when anything is wrong.</returns>
    public static NotificationPolicy? Read(JsonElement section, out PolicyFault? fault, string path = "notifications")
    {
        var reader = new PolicySection();
        var policy = NotificationPolicy.Default;
        foreach (var (name, value) in reader.Members(section, path, "routes", "limits", "storm", "silences", "escalations"))
        {
            var at = $"{path}.{name}";
            policy = name switch
            {
                "routes" => policy with { Routes = [.. reader.Items(value, at, 0, MostRoutes).Select(item => Route(reader, item.Element, item.Path))] },
                "limits" => policy with { Limits = Limits(reader, value, at) },
                "storm" => policy with { Storm = Storm(reader, value, at) },
                "silences" => policy with { Silences = [.. reader.Items(value, at, 0, MostSilences).Select(item => Silence(reader, item.Element, item.Path))] },
                _ => policy with { Escalations = [.. reader.Items(value, at, 0, MostEscalations).Select(item => Escalation(reader, item.Element, item.Path)).OrderBy(step => step.After)] },
            };
        }

        fault = reader.Fault;
        return fault is null ? policy : null;
    }

    private static AlertRoute Route(PolicySection reader, JsonElement element, string path)
    {
        var members = reader.Members(element, path, [.. MatchMembers, "channels"]);
        return new AlertRoute(Match(reader, members, path), Channels(reader, members, path));
    }

    private static EscalationStep Escalation(PolicySection reader, JsonElement element, string path)
    {
        var members = reader.Members(element, path, [.. MatchMembers, "afterSeconds", "channels"]);
        var after = Required(reader, members, path, "afterSeconds") is { } value ? reader.Whole(value, $"{path}.afterSeconds", 1, LongestWait) : 1;
        return new EscalationStep(Match(reader, members, path), TimeSpan.FromSeconds(after), Channels(reader, members, path));
    }

    private static Silence Silence(PolicySection reader, JsonElement element, string path)
    {
        var members = reader.Members(element, path, [.. MatchMembers, "from", "to"]);
        var from = Required(reader, members, path, "from") is { } first ? reader.Time(first, $"{path}.from") : 0;
        var to = Required(reader, members, path, "to") is { } last ? reader.Time(last, $"{path}.to") : 0;
        var match = Match(reader, members, path);
        if (from >= to) reader.Refuse(path, "from must lie before to.", 0);
        // One that names nothing would silence everything.
        if (match.Tenants.Count + match.Devices.Count + match.Rules.Count + match.Groups.Count == 0) reader.Refuse(path, "This must name tenants, devices, rules or groups; [\"*\"] is all of them.", 0);
        return new Silence(match, from, to);
    }

    private static StormLimit? Storm(PolicySection reader, JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.Null) return null;
        var members = reader.Members(element, path, "devices", "windowSeconds");
        var devices = members.TryGetValue("devices", out var most) ? reader.Whole(most, $"{path}.devices", 1, MostDevices) : StormLimit.Default.Devices;
        var window = members.TryGetValue("windowSeconds", out var seconds) ? TimeSpan.FromSeconds(reader.Whole(seconds, $"{path}.windowSeconds", 10, LongestWindow)) : StormLimit.Default.Window;
        return new StormLimit(devices, window);
    }

    private static Dictionary<string, int> Limits(PolicySection reader, JsonElement element, string path) =>
        reader.Members(element, path, [.. AlertChannels.All]).ToDictionary(member => member.Key, member => reader.Whole(member.Value, $"{path}.{member.Key}", 1, MostPerMinute));

    private static AlertMatch Match(PolicySection reader, IReadOnlyDictionary<string, JsonElement> members, string path) => new()
    {
        MinimumSeverity = members.TryGetValue("minimumSeverity", out var severity) ? reader.Whole(severity, $"{path}.minimumSeverity", 1, 5) : 1,
        Levels = members.TryGetValue("levels", out var levels)
            ? [.. reader.Items(levels, $"{path}.levels", 1, AlertLevels.All.Count).Select(item => reader.OneOf(item.Element, item.Path, AlertLevels.All))] : [],
        Tenants = Patterns(reader, members, path, "tenants"),
        Devices = Patterns(reader, members, path, "devices"),
        Rules = Patterns(reader, members, path, "rules"),
        Groups = Patterns(reader, members, path, "groups"),
    };

    private static string[] Patterns(PolicySection reader, IReadOnlyDictionary<string, JsonElement> members, string path, string name) =>
        members.TryGetValue(name, out var list) ? [.. reader.Items(list, $"{path}.{name}", 1, MostPatterns).Select(item => reader.Text(item.Element, item.Path))] : [];

    private static string[] Channels(PolicySection reader, IReadOnlyDictionary<string, JsonElement> members, string path) =>
        Required(reader, members, path, "channels") is { } list ? [.. reader.Items(list, $"{path}.channels", 0, Targets.Length).Select(item => reader.OneOf(item.Element, item.Path, Targets))] : [];

    private static JsonElement? Required(PolicySection reader, IReadOnlyDictionary<string, JsonElement> members, string path, string name) =>
        members.TryGetValue(name, out var value) ? value : reader.Refuse<JsonElement?>(path, $"{name} is missing.", null);
}

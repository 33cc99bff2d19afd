using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Domain.Rules.State;

namespace ServerlessIot.Domain.Rules.Files;

/// <summary>
/// Reads rule files: JSON of the schema <c>rules.schema.json</c> (JSON Schema 2020-12). A file with any fault is refused as a whole, with line and reason.
/// </summary>
public static partial class RuleFile
{
    private const string Prefix = "ServerlessIot.Domain.Rules.Files.";

    /// <summary>The file that ships: every rule of SOURCES, each with its section.</summary>
    public static ReadOnlyMemory<byte> DefaultFile() => Resource("default-rules.json");

    /// <summary>The schema, for editors and for those who make files.</summary>
    public static ReadOnlyMemory<byte> Schema() => Resource("rules.schema.json");

    /// <summary>Reads a file.</summary>
    /// <param name="file">JSON, UTF-8, at most <see cref="RuleSet.MostBytes"/>.</param>
    /// <exception cref="RuleFileException">It is refused.</exception>
    public static RuleSet Read(ReadOnlySpan<byte> file)
    {
        if (file.Length > RuleSet.MostBytes) throw new RuleFileException(1, $"The file has {file.Length} bytes; {RuleSet.MostBytes} are allowed.");
        var root = new RuleObject(RuleNodeReader.Read(file), "");
        root.Text("$schema");
        root.Text("description", 2_000);
        var version = root.Whole("version", 0, int.MaxValue) ?? throw root.Fault("needs the member 'version'");
        if (root.Find("rules") is null) throw root.Fault("needs the member 'rules'");
        var rules = new List<Rule>();
        var words = 0;
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in root.Objects("rules", RuleSet.MostRules))
        {
            var id = item.NeededText("id", 64);
            if (!Name().IsMatch(id)) throw item.Fault("needs an id of letters, digits, - and _");
            if (!ids.Add(id)) throw item.Fault($"has the id '{id}', which another rule has");
            var isDisabled = item.Flag("disabled");
            var rule = RuleReading.Read(item, id);
            item.End();
            if (isDisabled) continue;
            rules.Add(rule);
            words += rule.StateBytes / sizeof(ulong);
            if (words > DeviceRules.MostWords) throw item.Fault($"is one too many: together the rules would remember more than {DeviceRules.MostWords * sizeof(ulong)} bytes of a device");
        }

        var notifications = root.Find("notifications") is { } section ? Notifications(file, section.Line) : NotificationPolicy.Default;
        root.End();
        return new RuleSet(version, rules, notifications, file.ToArray());
    }

    private static NotificationPolicy Notifications(ReadOnlySpan<byte> file, int line)
    {
        using var document = JsonDocument.Parse(file.ToArray().AsMemory(file.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        return PolicyReader.Read(document.RootElement.GetProperty("notifications"), out var fault) ?? throw new RuleFileException(line, $"{fault!.Path}: {fault.Reason}");
    }

    private static ReadOnlyMemory<byte> Resource(string name)
    {
        using var stream = typeof(RuleFile).Assembly.GetManifestResourceStream(Prefix + name) ?? throw new InvalidOperationException($"The assembly lacks {name}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex Name();
}

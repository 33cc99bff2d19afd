using System.Text;
using System.Text.Json.Nodes;
using ServerlessIot.Domain.Rules.Files;

namespace ServerlessIot.Domain.Tests.Rules.Files;

/// <summary>The published schema says what the reader does.</summary>
public sealed class RuleSchemaTest
{
    private static readonly string[] Wrong = ["{\"x\":1}", "[]", "true", "\"\"", "\"\\u0001\"", "-1e300", "2.5"];
    private const string Notifications = """
        {"version":1,"rules":[],"notifications":{"routes":[{"minimumSeverity":3,"levels":["critical"],"tenants":["a*"],"devices":["*"],"rules":["r"],"groups":["site=*"],"channels":["log","webhook","command"]}],
         "limits":{"webhook":60},"storm":{"devices":20,"windowSeconds":60},"silences":[{"tenants":["acme"],"from":"2026-01-31T08:00:00Z","to":"2026-01-31T12:00:00Z"}],
         "escalations":[{"minimumSeverity":5,"afterSeconds":900,"channels":["*"]}]}}
        """;

    private static readonly JsonObject Schema = JsonNode.Parse(RuleFile.Schema().Span)!.AsObject();

    [Fact]
    public async Task The_rules_that_ship_and_an_example_of_each_kind_conform()
    {
        var files = KindExamples.All.Select(rule => KindExamples.File(JsonNode.Parse(rule)!)).Append(JsonNode.Parse(RuleFile.DefaultFile().Span)!.ToJsonString()).Append(JsonNode.Parse(Notifications)!.ToJsonString()).ToList();
        Assert.All(files, file => RuleFile.Read(Encoding.UTF8.GetBytes(file)));
        Assert.All(await SchemaValidator.FaultsAsync(files), Assert.Empty);
    }

    [Fact]
    public void Both_know_the_same_members()
    {
        var kinds = new HashSet<string>();
        foreach (var rule in KindExamples.All)
        {
            var (node, kind) = (JsonNode.Parse(rule)!, JsonNode.Parse(rule)!["kind"]!.GetValue<string>());
            kinds.Add(kind);
            var branch = Definition(kind is "absence" or "offline" ? "silence" : kind);
            var known = Known(node, node.AsObject()).ToHashSet();
            // A kind may refuse a member that all have.
            var refused = Members(branch).Where(member => branch["properties"]![member] is JsonValue).ToList();
            Assert.Equal(Members(Definition("rule")).Union(Members(branch)).Order(), known.Order());
            if (refused.Count > 0) Assert.Equal(["for"], refused);
            foreach (var inner in Inner(node).Where(inner => !ReferenceEquals(inner, node))) Assert.Equal(Members(SchemaOf(inner, branch)).Order(), Known(node, inner).Order());
        }

        Assert.Equal(Definition("rule")["properties"]!["kind"]!["enum"]!.AsArray().Select(kind => kind!.GetValue<string>()).Order(), kinds.Order());
        var file = Assert.Throws<RuleFileException>(() => RuleFile.Read("""{"version":1,"rules":[],"zzz":1}"""u8)).Reason;
        Assert.Equal(Members(Schema).Order(StringComparer.Ordinal), MayHave(file));
    }

    [Fact]
    public async Task Both_refuse_the_same_changes()
    {
        var changed = KindExamples.All.SelectMany(Changes).Distinct().ToList();
        var faults = await SchemaValidator.FaultsAsync(changed);
        Assert.InRange(changed.Count, 1_000, 10_000);
        Assert.Equal(changed.Count, faults.Count);
        foreach (var (file, fault) in changed.Zip(faults))
        {
            var reason = Refusal(file);
            if (fault.Length > 0) Assert.True(reason is not null, $"The schema alone refuses {file}: {fault}");
            else Assert.True(reason is null || IsBeyondSchema(reason), $"The reader alone refuses {file}: {reason}");
        }
    }

    [Fact]
    public void Every_member_says_what_it_is()
    {
        foreach (var (name, definition) in Schema["$defs"]!.AsObject())
        {
            if (definition!["properties"] is not JsonObject members) continue;
            Assert.All(members, member => Assert.True(member.Value is JsonValue || member.Key == "kind" || IsDescribed(member.Value!.AsObject()), $"{name}.{member.Key}"));
        }
    }

    private static bool IsDescribed(JsonObject member) => member.ContainsKey("description") || (member["$ref"] is { } of && Definition(of.GetValue<string>()["#/$defs/".Length..]).ContainsKey("description"));

    /// <summary>What depends on several members, or on the length of a duration.</summary>
    private static bool IsBeyondSchema(string reason) => !reason.Contains("has no member", StringComparison.Ordinal) && !reason.Contains("needs the member", StringComparison.Ordinal)
        && (!reason.Contains(" must ", StringComparison.Ordinal) || reason.Contains("must be a duration", StringComparison.Ordinal) || reason.Contains(".least must be a number from 2 to", StringComparison.Ordinal) || reason.Contains(".high must be", StringComparison.Ordinal));

    private static string? Refusal(string file)
    {
        try
        {
            RuleFile.Read(Encoding.UTF8.GetBytes(file));
            return null;
        }
        catch (RuleFileException refused)
        {
            return refused.Reason;
        }
    }

    /// <summary>Files in which one member of a rule, however deep, is away, of a wrong type or out of range, or is one too many.</summary>
    private static IEnumerable<string> Changes(string rule)
    {
        var node = JsonNode.Parse(rule)!;
        foreach (var place in Inner(node).ToList())
        {
            foreach (var name in place.Select(member => member.Key).ToList())
            {
                var old = place[name];
                place.Remove(name);
                yield return KindExamples.File(node);
                foreach (var wrong in Wrong)
                {
                    place[name] = JsonNode.Parse(wrong);
                    yield return KindExamples.File(node);
                }

                place[name] = old;
            }

            place["zzz"] = 1;
            yield return KindExamples.File(node);
            place.Remove("zzz");
        }
    }

    /// <summary>The objects of a rule whose members have a meaning, itself first.</summary>
    private static IEnumerable<JsonObject> Inner(JsonNode? node) => node switch
    {
        JsonObject of => of.Where(member => member.Key != "tags").SelectMany(member => Inner(member.Value)).Prepend(of),
        JsonArray array => array.SelectMany(Inner),
        _ => [],
    };

    /// <summary>The members that the reader knows of an object: it names them when it refuses another one.</summary>
    private static string[] Known(JsonNode rule, JsonObject place)
    {
        place["zzz"] = 1;
        var reason = Refusal(KindExamples.File(rule))!;
        place.Remove("zzz");
        return MayHave(reason);
    }

    private static string[] MayHave(string reason) => reason[(reason.IndexOf("may have ", StringComparison.Ordinal) + "may have ".Length)..^1].Split(", ");

    private static JsonObject Definition(string name) => Schema["$defs"]![name]!.AsObject();

    private static IEnumerable<string> Members(JsonObject schema) => schema["properties"]!.AsObject().Select(member => member.Key);

    private static JsonObject SchemaOf(JsonObject inner, JsonObject branch)
    {
        var name = inner.Parent is JsonArray array ? array.GetPropertyName() : inner.GetPropertyName();
        if (name == "scope") return Definition("scope");
        var member = branch["properties"]![name]!.AsObject();
        return member["items"]?.AsObject() ?? member;
    }
}

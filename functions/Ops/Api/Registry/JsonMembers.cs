using System.Text.Json;
using ServerlessIot.Domain.Devices;

namespace ServerlessIot.Ops.Api.Registry;

/// <summary>Members of a JSON object. What is wrong with one is noted under its name; a member that nobody asks for is wrong, too.</summary>
internal sealed class JsonMembers(JsonElement body, List<FieldFault> faults)
{
    /// <summary>How bodies are read: a member that comes twice says two things.</summary>
    public static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    private const int ShownName = 40;
    private readonly HashSet<string> asked = [];

    /// <summary>A text; null when it is not given.</summary>
    public string? Text(string name) => Member(name) is { } member ? Text(member) ?? Fault<string>(name, $"{name} is a text.") : null;

    /// <summary>A number; null when it is not given.</summary>
    public double? Number(string name) =>
        Member(name) is not { } member ? null : member.ValueKind == JsonValueKind.Number && member.TryGetDouble(out var number) && double.IsFinite(number) ? number : Fault<double?>(name, $"{name} is a number.");

    /// <summary>A whole number; null when it is not given.</summary>
    public long? Whole(string name) =>
        Member(name) is not { } member ? null : member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out var number) ? number : Fault<long?>(name, $"{name} is a whole number.");

    /// <summary>True or false; null when it is not given.</summary>
    public bool? Truth(string name) => Member(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => Fault<bool?>(name, $"{name} is true or false."),
    };

    /// <summary>An object; null when it is not given.</summary>
    public JsonElement? Object(string name) =>
        Member(name) is not { } member ? null : member.ValueKind == JsonValueKind.Object ? member : Fault<JsonElement?>(name, $"{name} is an object.");

    /// <summary>Texts by name; null when none are given.</summary>
    public IReadOnlyDictionary<string, string>? Texts(string name, int most)
    {
        if (Object(name) is not { } member) return null;
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in member.EnumerateObject())
        {
            if (texts.Count == most) return Fault<IReadOnlyDictionary<string, string>>(name, $"{name} has at most {most} members.");
            if (Text(pair.Value) is not { } text || Name(pair) is not { } key) return Fault<IReadOnlyDictionary<string, string>>(name, $"{name} has texts only.");
            texts[key] = text;
        }

        return texts.Count == 0 ? null : texts;
    }

    /// <summary>Notes members that were not asked for: somebody who means them would be surprised.</summary>
    public void RefuseOthers()
    {
        foreach (var member in body.EnumerateObject())
        {
            if (Name(member) is { } name && asked.Contains(name)) continue;
            faults.Add(new(Name(member) is { Length: <= ShownName } shown ? shown : "body", $"There is {string.Join(", ", asked)}, and nothing else."));
        }
    }

    private static string? Text(JsonElement member)
    {
        try
        {
            return member.ValueKind == JsonValueKind.String ? member.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a character, escaped: JSON allows it, and it is no text.
            return null;
        }
    }

    private static string? Name(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private T? Fault<T>(string name, string reason)
    {
        faults.Add(new(name, reason));
        return default;
    }

    private JsonElement? Member(string name)
    {
        asked.Add(name);
        return body.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;
    }
}

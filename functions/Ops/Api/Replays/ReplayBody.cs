using System.Globalization;
using System.Text.Json;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Replays;

/// <summary>Members of a body. What is wrong with one is noted under its name; a member that nobody asks for is wrong, too.</summary>
internal sealed class ReplayBody(JsonElement body, Parameters parameters)
{
    private readonly HashSet<string> asked = [];

    /// <summary>A text; null when it is not given.</summary>
    public string? Text(string name, int length)
    {
        if (Member(name) is not { } member) return null;
        return member.ValueKind == JsonValueKind.String && member.GetString() is { Length: > 0 } text && text.Length <= length && !text.Any(char.IsControl)
            ? text
            : Fault<string?>(name, $"{name} is a text of 1 to {length} characters.", null);
    }

    /// <summary>One of some words; null when it is not given, or is none of them.</summary>
    public string? Word(string name, string[] words)
    {
        if (Member(name) is not { } member) return null;
        return member.ValueKind == JsonValueKind.String && words.Contains(member.GetString()) ? member.GetString() : Missing(name, words);
    }

    /// <summary>Notes that one of some words is needed.</summary>
    public string Missing(string name, string[] words) => Fault(name, $"{name} is one of {string.Join(", ", words)}.", "");

    /// <summary>A time as RFC 3339 or Unix milliseconds; null when it is not given.</summary>
    public long? Time(string name)
    {
        if (Member(name) is not { } member) return null;
        var text = member.ValueKind switch
        {
            JsonValueKind.String => member.GetString()!,
            JsonValueKind.Number => member.GetRawText(),
            _ => "",
        };
        return TimeText.TryParse(text, out var time) ? time : Fault<long?>(name, $"{name} is a time such as 2026-05-01T12:00:00Z, or Unix milliseconds.", 0);
    }

    /// <summary>A whole number from 1 on.</summary>
    public int Number(string name, int fallback, int most)
    {
        if (Member(name) is not { } member) return fallback;
        return member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out var number) && number >= 1 && number <= most
            ? number
            : Fault(name, string.Create(CultureInfo.InvariantCulture, $"{name} is a whole number from 1 to {most}."), fallback);
    }

    /// <summary>Notes members that were not asked for: somebody who means them would be surprised.</summary>
    public void RefuseOthers(string kind)
    {
        foreach (var member in body.EnumerateObject().Where(member => !asked.Contains(member.Name)))
            Fault(member.Name.Length <= 40 ? member.Name : "body", $"A replay of the kind {kind} knows {string.Join(", ", asked)}, and nothing else.", "");
    }

    /// <summary>Notes that a member is wrong.</summary>
    public T Fault<T>(string name, string reason, T instead) => parameters.Fault(name, reason, instead);

    private JsonElement? Member(string name)
    {
        asked.Add(name);
        return body.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;
    }
}

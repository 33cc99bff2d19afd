using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace ServerlessIot.Domain.Alerts.Policy;

/// <summary>Reads values of a JSON section; the first one that is wrong stands in <see cref="Fault"/>, and what is read from then on does not count.</summary>
internal sealed class PolicySection
{
    private const int MostText = 256;

    /// <summary>The first fault; null while everything is right.</summary>
    public PolicyFault? Fault { get; private set; }

    /// <summary>Members of an object; every one must be in <paramref name="known"/>, once.</summary>
    public IReadOnlyDictionary<string, JsonElement> Members(JsonElement element, string path, params string[] known)
    {
        var members = new Dictionary<string, JsonElement>();
        if (element.ValueKind != JsonValueKind.Object) return Refuse(path, "This must be an object.", members);
        foreach (var member in element.EnumerateObject())
        {
            if (NameOf(member) is not { } name || !known.Contains(name)) return Refuse(path, $"There is a member that is unknown; known are {string.Join(", ", known)}.", members);
            if (!members.TryAdd(name, member.Value)) return Refuse($"{path}.{name}", "This is here twice.", members);
        }

        return members;
    }

    /// <summary>Entries of a list with their paths.</summary>
    public IEnumerable<(JsonElement Element, string Path)> Items(JsonElement element, string path, int fewest, int most)
    {
        if (element.ValueKind != JsonValueKind.Array) return Refuse(path, "This must be a list.", Array.Empty<(JsonElement, string)>());
        if (element.GetArrayLength() < fewest || element.GetArrayLength() > most) return Refuse(path, $"This must have {fewest} to {most} entries, not {element.GetArrayLength()}.", Array.Empty<(JsonElement, string)>());
        return element.EnumerateArray().Select((item, i) => (item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]")));
    }

    /// <summary>A whole number.</summary>
    public int Whole(JsonElement element, string path, int least, int most) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) && number >= least && number <= most
            ? number
            : Refuse(path, $"This must be a whole number from {least} to {most}.", least);

    /// <summary>A text of 1 to 256 characters.</summary>
    public string Text(JsonElement element, string path) =>
        TryText(element, out var text) && text.Length is > 0 and <= MostText && !text.Any(char.IsControl)
            ? text
            : Refuse(path, $"This must be a text of 1 to {MostText} characters without control characters.", "");

    /// <summary>One of some texts.</summary>
    public string OneOf(JsonElement element, string path, IReadOnlyList<string> known) =>
        TryText(element, out var text) && known.Contains(text) ? text : Refuse(path, $"This must be one of {string.Join(", ", known)}.", "");

    /// <summary>A time with its offset (RFC 3339), as Unix milliseconds.</summary>
    public long Time(JsonElement element, string path) =>
        TryText(element, out var text) && element.TryGetDateTimeOffset(out var time) && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal))
            ? time.ToUnixTimeMilliseconds()
            : Refuse(path, "This must be a time with its offset, such as 2026-01-31T08:00:00Z.", 0L);

    /// <summary>Notes a fault, unless there is one already.</summary>
    public T Refuse<T>(string path, string reason, T instead)
    {
        Fault ??= new PolicyFault(path, reason);
        return instead;
    }

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null; // an escaped half of a surrogate pair
        }
    }

    private static bool TryText(JsonElement element, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (element.ValueKind != JsonValueKind.String) return false;
        try
        {
            text = element.GetString();
        }
        catch (InvalidOperationException)
        {
            return false; // an escaped half of a surrogate pair
        }

        return text is not null;
    }
}

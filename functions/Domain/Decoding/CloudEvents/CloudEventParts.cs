using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ServerlessIot.Domain.Decoding.CloudEvents;

/// <summary>The members of one CloudEvent.</summary>
internal sealed class CloudEventParts
{
    private const string SupportedVersion = "1.0";
    private static readonly string[] Required = ["specversion", "id", "source", "type"];
    private readonly Dictionary<string, string> _texts = [];
    private readonly List<KeyValuePair<string, string>> _attributes = [];
    private int _members;

    /// <summary>Where the data is in the payload, as JSON; empty when there is none.</summary>
    internal (int Start, int Length) Data { get; private set; }

    /// <summary>Where the text of <c>data_base64</c> is in the payload, as it is written between its quotes.</summary>
    internal (int Start, int Length) Base64 { get; private set; }

    /// <summary>Whether that text holds escapes: some libraries write <c>+</c> and <c>/</c> so.</summary>
    internal bool IsEscaped { get; private set; }

    /// <summary>Content type of the data.</summary>
    internal string? DataContentType => _texts.GetValueOrDefault("datacontenttype");

    /// <summary>Schema of the data.</summary>
    internal string? DataSchema => _texts.GetValueOrDefault("dataschema");

    /// <summary>Reads the object at whose start the reader stands, up to its end, whether it is refused or not.</summary>
    internal Refusal? Read(ref Utf8JsonReader json)
    {
        Refusal? refusal = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            refusal ??= ++_members > PayloadLimits.Members ? Refusals.TooManyMembers : null;
            var name = refusal is null ? Name(ref json, ref refusal) : null;
            json.Read();
            var start = (int)json.TokenStartIndex;
            if (name is not null) refusal = Member(ref json, name, start);
            json.Skip();
            if (name == "data" && refusal is null && json.TokenType != JsonTokenType.Null) Data = (start, (int)json.BytesConsumed - start);
        }

        return refusal;
    }

    /// <summary>Checks what every CloudEvent must have, and makes the envelope of its data.</summary>
    internal Refusal? Check(long arrived, out Envelope envelope)
    {
        envelope = new Envelope(null, null, []);
        foreach (var name in Required)
        {
            if (!_texts.TryGetValue(name, out var text) || text.Length == 0) return Refusals.MissingField(name, "CloudEvent");
        }

        if (_texts["specversion"] != SupportedVersion) return Refusals.UnknownSchema($"CloudEvents {_texts["specversion"]}", $"CloudEvents {SupportedVersion}");
        long? time = null;
        if (_texts.TryGetValue("time", out var sent))
        {
            if (EventTime.Read("time", JsonTokenType.String, Encoding.UTF8.GetBytes(sent), arrived, out var read) is { } refusal) return refusal;
            time = read;
        }

        envelope = new Envelope(Id(_texts["id"], _texts["source"]), time, _attributes);
        return null;
    }

    /// <summary>An id is unique within its source only: the id, an at sign and the source; a hash of both where that is too long.</summary>
    private static string Id(string id, string source)
    {
        var both = $"{id}@{source}";
        // Room for the index of one of several events.
        return both.Length <= PayloadLimits.NameBytes - 8 ? both : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(both)).AsSpan(0, 16));
    }

    private static string? Name(ref Utf8JsonReader json, ref Refusal? refusal)
    {
        if (json.ValueSpan.Length > PayloadLimits.NameBytes) refusal = Refusals.NameTooLong(json.ValueSpan);
        return refusal is null ? Text(ref json, ref refusal) : null;
    }

    private static string? Text(ref Utf8JsonReader json, ref Refusal? refusal)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            refusal = Refusals.BadEscape;
            return null;
        }
    }

    private Refusal? Member(ref Utf8JsonReader json, string name, int start)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case var _ when name == "data":
                return Data.Length > 0 ? Refusals.DuplicateMember(name) : null;
            case JsonTokenType.String when name == "data_base64":
                if (Base64.Length > 0) return Refusals.DuplicateMember(name);
                (Base64, IsEscaped) = ((start + 1, json.ValueSpan.Length), json.ValueIsEscaped);
                return null;
            case JsonTokenType.String:
                Refusal? refusal = json.ValueSpan.Length > PayloadLimits.TextBytes ? Refusals.TextTooLong(Encoding.UTF8.GetBytes(name), PayloadLimits.TextBytes) : null;
                return refusal is null && Text(ref json, ref refusal) is { } text ? Keep(name, text) : refusal;
            case JsonTokenType.Number:
                return json.ValueSpan.Length > PayloadLimits.TextBytes
                    ? Refusals.TextTooLong(Encoding.UTF8.GetBytes(name), PayloadLimits.TextBytes) : Keep(name, Encoding.UTF8.GetString(json.ValueSpan));
            case JsonTokenType.True or JsonTokenType.False:
                return Keep(name, json.TokenType == JsonTokenType.True ? "true" : "false");
            default:
                return Refusals.WrongType(name, "a text, a number or a boolean", "an object or an array");
        }
    }

    private Refusal? Keep(string name, string text)
    {
        if (!_texts.TryAdd(name, text)) return Refusals.DuplicateMember(name);
        if (name is not ("specversion" or "id" or "time" or "datacontenttype")) _attributes.Add(new KeyValuePair<string, string>($"ce_{name}", text));
        return null;
    }
}

using System.Text.Json;

namespace ServerlessIot.Domain.Tokens;

/// <summary>Reads JSON of strangers: an object of which every text can be read, and no member is there twice.</summary>
public static class StrictJson
{
    // Nothing that is looked at lies deeper than an array; directories nest a little further.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>The object.</summary>
    /// <exception cref="JsonException">The bytes hold none.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var value = JsonElement.Parse(bytes, Options);
            if (value.ValueKind != JsonValueKind.Object) throw new JsonException("This is no object.");
            Touch(value);
            return value;
        }
        catch (InvalidOperationException error)
        {
            // Half a surrogate pair, or bytes that are no UTF-8: noticed only by who reads the text.
            throw new JsonException("A text cannot be read.", error);
        }
    }

    /// <summary>A text member; null when it is missing or no text.</summary>
    public static string? Text(this JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static void Touch(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) _ = value.GetString();
        else if (value.ValueKind == JsonValueKind.Array) foreach (var item in value.EnumerateArray()) Touch(item);
        else if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
            {
                _ = member.Name;
                Touch(member.Value);
            }
        }
    }
}

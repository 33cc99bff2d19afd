using System.Text.Json;

namespace ServerlessIot.Domain.Commands;

/// <summary>JSON that every store can hold: finite numbers, texts without halves of characters, bounded depth.</summary>
public static class PlainJson
{
    private const int Depth = 16;

    /// <summary>Whether a value is such JSON.</summary>
    public static bool Holds(JsonElement value) => Holds(value, Depth);

    private static bool Holds(JsonElement value, int depth)
    {
        if (depth == 0) return false;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                    if (!IsText(() => member.Name) || !Holds(member.Value, depth - 1)) return false;
                return true;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    if (!Holds(item, depth - 1)) return false;
                return true;
            case JsonValueKind.Number:
                return value.TryGetDouble(out var number) && double.IsFinite(number);
            case JsonValueKind.String:
                return IsText(value.GetString);
            default:
                return value.ValueKind != JsonValueKind.Undefined;
        }
    }

    private static bool IsText(Func<string?> read)
    {
        try
        {
            return read() is not null;
        }
        catch (InvalidOperationException)
        {
            return false; // an escaped half of a surrogate pair
        }
    }
}

using System.Text.Json;

namespace ServerlessIot.Bridge.Ingest;

/// <summary>Cuts bodies into messages, byte for byte as they were sent.</summary>
internal static class BatchReader
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 64 };

    /// <summary>The elements of a JSON array.</summary>
    /// <exception cref="Problem">It is no JSON, no array, empty, or has more than <paramref name="most"/> elements.</exception>
    public static List<byte[]> Array(ReadOnlySpan<byte> body, int most)
    {
        var items = new List<byte[]>();
        var reader = new Utf8JsonReader(body, Strict);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
                throw Problems.BadRequest("a batch is a JSON array");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                Add(items, body[start..(int)reader.BytesConsumed], most);
            }
            reader.Read(); // throws when something stands behind the array
        }
        catch (JsonException e)
        {
            throw Problems.BadRequest($"the body is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
        }
        return items.Count > 0 ? items : throw Problems.BadRequest("the batch is empty");
    }

    /// <summary>The lines that are not empty. Whether each is JSON is found out further on, as with single messages.</summary>
    /// <exception cref="Problem">There is none, or there are more than <paramref name="most"/>.</exception>
    public static List<byte[]> Lines(ReadOnlySpan<byte> body, int most)
    {
        var items = new List<byte[]>();
        foreach (var range in body.Split((byte)'\n'))
            if (body[range].Trim(" \t\r"u8) is { IsEmpty: false } line)
                Add(items, line, most);
        return items.Count > 0 ? items : throw Problems.BadRequest("the batch is empty");
    }

    private static void Add(List<byte[]> items, ReadOnlySpan<byte> item, int most)
    {
        if (items.Count == most)
            throw Problems.TooLarge($"the batch has more than {most} messages");
        items.Add(item.ToArray());
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessIot.Simulator.Books;

internal sealed class SeqRangeConverter : JsonConverter<SeqRange>
{
    public override SeqRange Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("A range is [first,last].");
        var first = NextNumber(ref reader);
        var last = NextNumber(ref reader);
        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray || last < first)
            throw new JsonException("A range is [first,last].");
        return new SeqRange(first, last);
    }

    public override void Write(Utf8JsonWriter writer, SeqRange value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.First);
        writer.WriteNumberValue(value.Last);
        writer.WriteEndArray();
    }

    private static long NextNumber(ref Utf8JsonReader reader)
    {
        return reader.Read() && reader.TokenType == JsonTokenType.Number ? reader.GetInt64() : throw new JsonException("A range is [first,last].");
    }
}

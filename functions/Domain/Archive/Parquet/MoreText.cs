using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Archive.Parquet;

/// <summary>
/// The column <c>more</c>: values of a row that no column can hold, since their name comes twice in the row or has no column. JSON, names and values in the row's order:
/// <c>{"measurements":[[name,number]…],"attributes":[[name,text]…]}</c>, where what is empty is left out.
/// </summary>
internal sealed class MoreText
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly List<Measurement> measurements = [];
    private readonly List<KeyValuePair<string, string>> attributes = [];

    internal void Add(Measurement measurement) => measurements.Add(measurement);

    internal void Add(KeyValuePair<string, string> attribute) => attributes.Add(attribute);

    /// <summary>The text of what was added since the last call; null = nothing.</summary>
    internal string? Take()
    {
        if (measurements.Count == 0 && attributes.Count == 0) return null;
        var to = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(to, Options))
        {
            json.WriteStartObject();
            if (measurements.Count > 0) WriteMeasurements(json);
            if (attributes.Count > 0) WriteAttributes(json);
            json.WriteEndObject();
        }

        measurements.Clear();
        attributes.Clear();
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }

    private void WriteMeasurements(Utf8JsonWriter json)
    {
        json.WriteStartArray("measurements");
        foreach (var (name, value) in measurements)
        {
            json.WriteStartArray();
            json.WriteStringValue(name);
            json.WriteNumberValue(value);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private void WriteAttributes(Utf8JsonWriter json)
    {
        json.WriteStartArray("attributes");
        foreach (var (name, value) in attributes)
        {
            json.WriteStartArray();
            json.WriteStringValue(name);
            json.WriteStringValue(value);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}

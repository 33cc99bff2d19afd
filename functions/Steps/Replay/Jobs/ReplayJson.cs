using System.Text.Json;
using System.Text.Json.Serialization;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Steps.Replay.Jobs;

/// <summary>JSON of jobs.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(OriginConverter)])]
[JsonSerializable(typeof(ReplayJob))]
internal sealed partial class ReplayJson : JsonSerializerContext;

/// <summary>Origins as text.</summary>
internal sealed class OriginConverter : JsonConverter<Origin>
{
    public override Origin Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Origin.TryParse(reader.GetString(), out var origin) ? origin : throw new JsonException("An origin is epoch-partition-offset-index.");

    public override void Write(Utf8JsonWriter writer, Origin value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ServerlessIot.Domain.Events;

/// <summary>
/// Canonical JSON of an event: one line, no spaces, members in this order, optional ones left out:
/// <c>{"id","tenant","device","type","time","arrived","measurements":{name:number},"position":{"lat","lon","alt"},"status","attributes":{name:text},"origin":"e-p-o-i","schema":1}</c>.
/// </summary>
public static class EventJson
{
    private static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText Tenant = JsonEncodedText.Encode("tenant");
    private static readonly JsonEncodedText Device = JsonEncodedText.Encode("device");
    private static readonly JsonEncodedText Type = JsonEncodedText.Encode("type");
    private static readonly JsonEncodedText Time = JsonEncodedText.Encode("time");
    private static readonly JsonEncodedText Arrived = JsonEncodedText.Encode("arrived");
    private static readonly JsonEncodedText Measurements = JsonEncodedText.Encode("measurements");
    private static readonly JsonEncodedText Position = JsonEncodedText.Encode("position");
    private static readonly JsonEncodedText Latitude = JsonEncodedText.Encode("lat");
    private static readonly JsonEncodedText Longitude = JsonEncodedText.Encode("lon");
    private static readonly JsonEncodedText Altitude = JsonEncodedText.Encode("alt");
    private static readonly JsonEncodedText Status = JsonEncodedText.Encode("status");
    private static readonly JsonEncodedText Attributes = JsonEncodedText.Encode("attributes");
    private static readonly JsonEncodedText OriginName = JsonEncodedText.Encode("origin");
    private static readonly JsonEncodedText Schema = JsonEncodedText.Encode("schema");

    // The lines go to Kafka and into files, never into a web page, so only what JSON itself demands is escaped.
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What an idle writer points at, so that it keeps no caller's buffer alive. Nothing is ever written to it.</summary>
    private static readonly ArrayBufferWriter<byte> Nowhere = new();

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>Appends the event's line, without a line feed. Doubles are written so that they read back exactly.</summary>
    /// <exception cref="ArgumentException">A measured value or a coordinate is not finite.</exception>
    public static void Write(IBufferWriter<byte> to, DeviceEvent e)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(e);
        var json = _writer ??= new Utf8JsonWriter(Nowhere, Options);
        json.Reset(to);
        json.WriteStartObject();
        json.WriteString(Id, e.Id);
        json.WriteString(Tenant, e.Tenant);
        json.WriteString(Device, e.Device);
        json.WriteString(Type, e.Type);
        json.WriteNumber(Time, e.Time);
        json.WriteNumber(Arrived, e.Arrived);
        WriteMeasurements(json, e.Measurements);
        if (e.Position is { } position) WritePosition(json, position);
        if (e.Status is not null) json.WriteString(Status, e.Status);
        if (e.Attributes.Count > 0) WriteAttributes(json, e.Attributes);
        WriteOrigin(json, e.Origin);
        json.WriteNumber(Schema, e.Schema);
        json.WriteEndObject();
        json.Flush();
        json.Reset(Nowhere);
    }

    /// <summary>Reads one event. Members that it does not know are skipped (newer minor versions). False when the bytes are no canonical event.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out DeviceEvent? e)
    {
        e = EventJsonReader.Read(json.Span);
        return e is not null;
    }

    private static void WriteMeasurements(Utf8JsonWriter json, IReadOnlyList<Measurement> measurements)
    {
        json.WriteStartObject(Measurements);
        for (var i = 0; i < measurements.Count; i++) json.WriteNumber(measurements[i].Name, measurements[i].Value);
        json.WriteEndObject();
    }

    private static void WritePosition(Utf8JsonWriter json, Position position)
    {
        json.WriteStartObject(Position);
        json.WriteNumber(Latitude, position.Latitude);
        json.WriteNumber(Longitude, position.Longitude);
        if (position.Altitude is { } altitude) json.WriteNumber(Altitude, altitude);
        json.WriteEndObject();
    }

    private static void WriteAttributes(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, string>> attributes)
    {
        json.WriteStartObject(Attributes);
        for (var i = 0; i < attributes.Count; i++) json.WriteString(attributes[i].Key, attributes[i].Value);
        json.WriteEndObject();
    }

    private static void WriteOrigin(Utf8JsonWriter json, Origin origin)
    {
        Span<byte> text = stackalloc byte[Origin.LongestText];
        var length = origin.Format(text);
        json.WriteString(OriginName, text[..length]);
    }
}

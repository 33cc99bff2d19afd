using System.Text.Json;
using System.Text.Unicode;
using ServerlessIot.Domain.Text;

namespace ServerlessIot.Domain.Events;

/// <summary>Reads the canonical JSON of one event: four readers call it for every event, so it allocates the event and little else.</summary>
internal ref struct EventJsonReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 16 };

    /// <summary>More measures or attributes than this are no event of ours (the decoder accepts 256 members).</summary>
    private const int MostMembers = 1_024;

    [ThreadStatic]
    private static List<Measurement>? _measurements;

    [ThreadStatic]
    private static List<KeyValuePair<string, string>>? _attributes;

    private Utf8JsonReader _json;
    private bool _bad;

    private EventJsonReader(ReadOnlySpan<byte> json) => _json = new Utf8JsonReader(json, isFinalBlock: true, new JsonReaderState(Options));

    /// <summary>The event; null when the bytes are none.</summary>
    internal static DeviceEvent? Read(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json)) return null;
        try
        {
            return new EventJsonReader(json).Read();
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // An escape such as \ud800 that stands for no character.
            return null;
        }
    }

    private DeviceEvent? Read()
    {
        string? id = null, tenant = null, device = null, type = null, status = null;
        long? time = null, arrived = null;
        Measurement[]? measurements = null;
        KeyValuePair<string, string>[] attributes = [];
        Position? position = null;
        var origin = default(Origin);
        long schema = DeviceEvent.CurrentSchema;

        if (!_json.Read() || _json.TokenType != JsonTokenType.StartObject) return null;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var name = _json.ValueSpan;
            switch (name.Length)
            {
                case 2 when name.SequenceEqual("id"u8): id = NextText(repeats: false); break;
                case 4 when name.SequenceEqual("type"u8): type = NextText(repeats: true); break;
                case 4 when name.SequenceEqual("time"u8): time = NextInteger(); break;
                case 6 when name.SequenceEqual("tenant"u8): tenant = NextText(repeats: true); break;
                case 6 when name.SequenceEqual("device"u8): device = NextText(repeats: true); break;
                case 6 when name.SequenceEqual("status"u8): status = NextText(repeats: true); break;
                case 6 when name.SequenceEqual("origin"u8): origin = NextOrigin(); break;
                case 6 when name.SequenceEqual("schema"u8): schema = NextInteger(); break;
                case 7 when name.SequenceEqual("arrived"u8): arrived = NextInteger(); break;
                case 8 when name.SequenceEqual("position"u8): position = NextPosition(); break;
                case 10 when name.SequenceEqual("attributes"u8): attributes = NextAttributes(); break;
                case 12 when name.SequenceEqual("measurements"u8): measurements = NextMeasurements(); break;
                default: _json.Skip(); break;
            }

            if (_bad) return null;
        }

        if (_json.TokenType != JsonTokenType.EndObject || _json.Read()) return null;
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(tenant) || string.IsNullOrEmpty(device) || string.IsNullOrEmpty(type)) return null;
        if (time is null || arrived is null || measurements is null || schema is < 1 or > int.MaxValue) return null;
        return new DeviceEvent
        {
            Id = id,
            Tenant = tenant,
            Device = device,
            Type = type,
            Time = time.Value,
            Arrived = arrived.Value,
            Measurements = measurements,
            Position = position,
            Status = status,
            Attributes = attributes,
            Origin = origin,
            Schema = (int)schema,
        };
    }

    private bool Next(JsonTokenType expected)
    {
        _bad |= !_json.Read() || _json.TokenType != expected;
        return !_bad;
    }

    private string? NextText(bool repeats)
    {
        if (!Next(JsonTokenType.String)) return null;
        return repeats && !_json.ValueIsEscaped ? TextCache.GetValue(_json.ValueSpan) : _json.GetString();
    }

    private long NextInteger()
    {
        if (!Next(JsonTokenType.Number)) return 0;
        _bad |= !_json.TryGetInt64(out var value);
        return value;
    }

    private double NextNumber()
    {
        if (!Next(JsonTokenType.Number)) return 0;
        _bad |= !_json.TryGetDouble(out var value) || !double.IsFinite(value);
        return value;
    }

    private Origin NextOrigin()
    {
        if (!Next(JsonTokenType.String)) return default;
        _bad |= !Origin.TryParse(_json.ValueSpan, out var origin);
        return origin;
    }

    private string Name() => _json.ValueIsEscaped ? _json.GetString()! : TextCache.Get(_json.ValueSpan);

    private Measurement[] NextMeasurements()
    {
        var list = _measurements ??= [];
        list.Clear();
        if (!Next(JsonTokenType.StartObject)) return [];
        while (!_bad && _json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var name = Name();
            list.Add(new Measurement(name, NextNumber()));
            _bad |= list.Count > MostMembers;
        }

        return [.. list];
    }

    private KeyValuePair<string, string>[] NextAttributes()
    {
        var list = _attributes ??= [];
        list.Clear();
        if (!Next(JsonTokenType.StartObject)) return [];
        while (!_bad && _json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var name = Name();
            if (NextText(repeats: true) is { } text) list.Add(new KeyValuePair<string, string>(name, text));
            _bad |= list.Count > MostMembers;
        }

        return [.. list];
    }

    private Position? NextPosition()
    {
        double? latitude = null, longitude = null, altitude = null;
        if (!Next(JsonTokenType.StartObject)) return null;
        while (!_bad && _json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            if (_json.ValueTextEquals("lat"u8)) latitude = NextNumber();
            else if (_json.ValueTextEquals("lon"u8)) longitude = NextNumber();
            else if (_json.ValueTextEquals("alt"u8)) altitude = NextNumber();
            else _json.Skip();
        }

        _bad |= latitude is null || longitude is null;
        return _bad ? null : new Position(latitude!.Value, longitude!.Value, altitude);
    }
}

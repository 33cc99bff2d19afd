using System.Text.Json;
using ServerlessIot.Domain.Decoding.Schemas;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Text;

namespace ServerlessIot.Domain.Decoding;

/// <summary>Decodes the events of one payload, one after another, in tables that it uses again. One per thread.</summary>
internal sealed partial class EventDecoder
{
    private readonly FieldTable _fields = new();
    private readonly KnownFields _known = new();
    private readonly PayloadHash _hash = new();
    private readonly List<Measurement> _measurements = [];
    private readonly List<KeyValuePair<string, string>> _attributes = [];
    private ReadOnlyMemory<byte> _payload;
    private string _profile = EventProfiles.Generic;
    private Position? _position;
    private string? _status;
    private string _type = "";
    private string? _declared;
    private Schema? _schema;

    /// <summary>The table that is filled before <see cref="Finish"/>.</summary>
    internal FieldTable Fields => _fields;

    /// <summary>Events of the record before this payload, where it is one part of it; null when the payload is all of the record.</summary>
    internal int? First { get; private set; }

    /// <summary>Starts with another payload; the default lets go of it.</summary>
    /// <param name="payload">Its bytes, which the slices of the table refer to.</param>
    /// <param name="first">Events of the record before it; null when it is all of the record.</param>
    /// <param name="declared">Schema that content type or envelope name.</param>
    internal void Use(ReadOnlyMemory<byte> payload, int? first = null, string? declared = null)
    {
        (First, _declared) = (first, declared);
        _payload = payload;
        _fields.Use(payload);
        _hash.Reset();
    }

    /// <summary>Reads the object at whose start the reader stands, up to its end.</summary>
    /// <param name="json">The payload's reader.</param>
    /// <param name="context">What is known besides.</param>
    /// <param name="index">Index in the payload's array; null when the payload is one object.</param>
    /// <exception cref="JsonException">The payload is not JSON from here on.</exception>
    internal Decoded Read(ref Utf8JsonReader json, in PayloadContext context, int? index)
    {
        return Finish(_fields.Read(ref json), context, index);
    }

    /// <summary>Makes the event of what stands in the table, unless filling it was refused.</summary>
    internal Decoded Finish(Refusal? refusal, in PayloadContext context, int? index)
    {
        if (refusal is not null) return new Decoded(null, refusal);
        refusal = Decode(context, index, out var decoded, out var hash);
        return refusal is null ? new Decoded(decoded, null, hash) : new Decoded(null, refusal);
    }

    private Refusal? Decode(in PayloadContext context, int? index, out DeviceEvent? decoded, out string? hash)
    {
        (decoded, hash) = (null, null);
        Clear();
        if (UseSchema() is { } unknown) return unknown;
        long time = 0;
        var timed = false;
        string? id = null;
        var refusal = Recognise(context)
            ?? ReadTime(context, out time, out timed)
            ?? ReadId(context, index, timed, out id, out hash)
            ?? ReadPosition()
            ?? ReadStatus()
            ?? ReadMeasurements(context)
            ?? ReadAttributes()
            ?? AddEnvelope(context);
        if (refusal is not null) return refusal;
        if (_measurements.Count == 0 && _status is null && _position is null && !_unwrapped) return Refusals.NoMeasurements;
        decoded = Make(context, index, id, time);
        return null;
    }

    private void Clear()
    {
        _measurements.Clear();
        _attributes.Clear();
        _position = null;
        _status = null;
    }

    private DeviceEvent Make(in PayloadContext context, int? index, string? id, long time)
    {
        var made = new DeviceEvent
        {
            Id = id ?? "",
            Tenant = context.Tenant,
            Device = context.Device,
            Type = _type,
            Time = time,
            Arrived = context.Arrived,
            Measurements = [.. _measurements],
            Position = _position,
            Status = _status,
            Attributes = [.. _attributes],
            Origin = context.Origin with { Index = Place(index) ?? 0 },
        };
        return id is null ? made with { Id = Indexed(ContentId.Of(made), Place(index)) } : made;
    }

    /// <summary>Which event of the record it is; null when the record is one event.</summary>
    private int? Place(int? index) => First is { } first ? first + (index ?? 0) : index;

    /// <summary>Recognises the shape and checks that it speaks of the topic's device.</summary>
    private Refusal? Recognise(in PayloadContext context)
        => RecogniseShape(context) ?? (_schema is { Profile: { } profile } && profile != _profile ? Refusals.MissingField(_schema.DeviceMember, $"{_schema.Id}, version {_schema.Version}") : null);

    private Refusal? RecogniseShape(in PayloadContext context)
    {
        var typed = _known.Has(Known.SensorType);
        if (typed && _known.Has(Known.DeviceId)) return Enter(EventProfiles.Factory, context, Known.DeviceId);
        if (_known.Has(Known.Vin)) return Enter(EventProfiles.Vehicle, context, Known.Vin);
        if (typed && _known.Has(Known.SensorId)) return Enter(EventProfiles.Sensor, context, Known.SensorId);

        if (typed) return Refusals.MissingField("device_id or sensor_id", "reading with sensor_type");
        var named = _known.Has(Known.DeviceId) ? Known.DeviceId : Known.SensorId;
        if (!_known.Has(named)) return Enter(EventProfiles.Generic, context, null);
        return _known.Has(Known.Value) && !_unwrapped
            ? Refusals.MissingField("sensor_type", $"reading with {KnownFields.NameOf(named)} and value")
            : Enter(EventProfiles.Generic, context, named);
    }

    private Refusal? Enter(string profile, in PayloadContext context, Known? device)
    {
        _profile = profile;
        _attributes.Add(new KeyValuePair<string, string>(EventProfiles.Attribute, profile));
        return device is { } member ? CheckDevice(member, context.Device) : null;
    }

    private Refusal? CheckDevice(Known member, string device)
    {
        var at = Take(member);
        var kind = _fields[at].Kind;
        if (kind is not (JsonTokenType.String or JsonTokenType.Number)) return WrongType(at, "a text");
        var text = _fields.Value(at);
        if (text.IsEmpty) return Refusals.EmptyText(KnownFields.NameOf(member));
        return TextCache.Get(text) == device ? null : Refusals.DeviceMismatch(KnownFields.NameOf(member), text, device);
    }

    private int Take(Known member)
    {
        var at = _known[member];
        _fields[at].Taken = true;
        return at;
    }

    private Refusal WrongType(int at, string expected)
    {
        var found = _fields[at].Kind switch
        {
            JsonTokenType.String => $"the text '{Refusals.Shorten(TextCache.Get(_fields.Value(at)))}'",
            JsonTokenType.Number => "a number",
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            _ => "null",
        };
        return Refusals.WrongType(_fields.Name(at), expected, found);
    }

    /// <summary>A member that must be a text of 1 to <paramref name="limit"/> bytes.</summary>
    private Refusal? ReadText(int at, int limit, out string text)
    {
        text = "";
        if (_fields[at].Kind != JsonTokenType.String) return WrongType(at, "a text");
        var bytes = _fields.Value(at);
        if (bytes.IsEmpty) return Refusals.EmptyText(_fields.Name(at));
        if (bytes.Length > limit) return Refusals.TextTooLong(_fields.NameBytes(at), limit);
        text = TextCache.GetValue(bytes);
        return null;
    }
}

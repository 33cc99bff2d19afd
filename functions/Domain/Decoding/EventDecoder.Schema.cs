using System.Text.Json;
using ServerlessIot.Domain.Decoding.Schemas;
using ServerlessIot.Domain.Text;

namespace ServerlessIot.Domain.Decoding;

/// <summary>Schemas that a payload names: <c>schema</c> or <c>dataschema</c> and <c>schema_version</c>, its envelope, or its content type.</summary>
internal sealed partial class EventDecoder
{
    /// <summary>Members of version 2 of vehicle and sensor-event, and what they are called in version 1.</summary>
    private static readonly (string Schema, string Name, string Old)[] Renamed =
    [
        ("vehicle", "vehicle", "vin"), ("sensor-event", "sensor", "sensor_id"), ("sensor-event", "type", "sensor_type"), ("sensor-event", "attributes", "metadata"),
    ];

    /// <summary>Finds the members, of version 2 under their names of version 1; refuses a schema that is not known.</summary>
    private Refusal? UseSchema()
    {
        _schema = null;
        _known.Find(_fields);
        Unwrap();
        if (_declared is null && !_known.Has(Known.Schema) && !_known.Has(Known.SchemaVersion) && !_known.Has(Known.DataSchema)) return null;
        var name = TextOf(Known.Schema) ?? TextOf(Known.DataSchema) ?? _declared;
        var version = VersionMember();
        if (name is null && version is null) return null;
        var (id, named) = name is null ? (IdOfVersion2(), "1") : SchemaCatalogue.Parse(name);
        if (!SchemaCatalogue.TryMajor(version ?? named, out var major)) major = 0;
        if (name is null && major == 1) return null;
        _schema = SchemaCatalogue.Find(id, major);
        if (_schema is null) return Refusals.UnknownSchema(version is null ? name! : $"{name ?? "?"} version {version}", SchemaCatalogue.Known);
        if (major == 2) Upgrade(id);
        return null;
    }

    private string? TextOf(Known member)
    {
        var at = _known[member];
        return at >= 0 && _fields[at].Kind == JsonTokenType.String ? TextCache.Get(_fields.Value(at)) : null;
    }

    /// <summary>The member's text; a number is no measure but a text too.</summary>
    private string? VersionMember()
    {
        var at = _known[Known.SchemaVersion];
        if (at >= 0 && _fields[at].Kind == JsonTokenType.Number) _fields[at] = _fields[at] with { Kind = JsonTokenType.String };
        return TextOf(Known.SchemaVersion);
    }

    private string IdOfVersion2() => _fields.Has("vehicle"u8) ? "vehicle" : _fields.Has("sensor"u8) ? "sensor-event" : "";

    private void Upgrade(string schema)
    {
        for (var i = 0; i < _fields.Count; i = _fields[i].End)
        {
            var name = _fields.Name(i);
            if (schema == "vehicle" && name is "position" or "battery" && _fields[i].Kind == JsonTokenType.StartObject)
            {
                _fields.Lift(i, name == "position" ? OfPosition : OfBattery);
                continue;
            }

            foreach (var member in Renamed)
            {
                if (member.Schema == schema && member.Name == name) _fields.Rename(i, member.Old);
            }
        }

        _known.Find(_fields);
    }

    private static string? OfPosition(string member) => member switch
    {
        "lat" => LatitudeName,
        "lon" or "lng" => LongitudeName,
        "alt" => AltitudeName,
        _ => null,
    };

    private static string? OfBattery(string member) => $"battery_{member}";
}

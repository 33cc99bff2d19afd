using System.Text.Json;

namespace ServerlessIot.Domain.Decoding;

/// <summary>Where the known members of one event are. A member that is null counts as missing.</summary>
internal sealed class KnownFields
{
    private static readonly string[] Names =
    [
        "device_id", "sensor_id", "vin", "sensor_type", "value", "unit", "timestamp", "time", "event_id", "message_id", "id",
        "status", "location", "metadata", "latitude", "longitude", "altitude", "schema", "schema_version", "dataschema", "data",
    ];

    private readonly int[] _index = new int[Names.Length];

    /// <summary>Index of a member in the table; −1 when it is missing.</summary>
    internal int this[Known member] => _index[(int)member];

    /// <summary>The member's name in a payload.</summary>
    internal static string NameOf(Known member) => Names[(int)member];

    /// <summary>Whether the event has a member.</summary>
    internal bool Has(Known member) => _index[(int)member] >= 0;

    /// <summary>Finds the members of an event in one pass.</summary>
    internal void Find(FieldTable fields)
    {
        Array.Fill(_index, -1);
        for (var i = 0; i < fields.Count; i = fields[i].End)
        {
            if (fields[i].Kind != JsonTokenType.Null && Of(fields.NameBytes(i)) is { } member) _index[(int)member] = i;
        }
    }

    private static Known? Of(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when name.SequenceEqual("id"u8) => Known.Id,
        3 when name.SequenceEqual("vin"u8) => Known.Vin,
        4 when name.SequenceEqual("unit"u8) => Known.Unit,
        4 when name.SequenceEqual("time"u8) => Known.Time,
        4 when name.SequenceEqual("data"u8) => Known.Data,
        5 when name.SequenceEqual("value"u8) => Known.Value,
        6 when name.SequenceEqual("status"u8) => Known.Status,
        6 when name.SequenceEqual("schema"u8) => Known.Schema,
        8 when name.SequenceEqual("event_id"u8) => Known.EventId,
        8 when name.SequenceEqual("location"u8) => Known.Location,
        8 when name.SequenceEqual("metadata"u8) => Known.Metadata,
        8 when name.SequenceEqual("latitude"u8) => Known.Latitude,
        8 when name.SequenceEqual("altitude"u8) => Known.Altitude,
        9 when name.SequenceEqual("device_id"u8) => Known.DeviceId,
        9 when name.SequenceEqual("sensor_id"u8) => Known.SensorId,
        9 when name.SequenceEqual("timestamp"u8) => Known.Timestamp,
        9 when name.SequenceEqual("longitude"u8) => Known.Longitude,
        10 when name.SequenceEqual("message_id"u8) => Known.MessageId,
        10 when name.SequenceEqual("dataschema"u8) => Known.DataSchema,
        11 when name.SequenceEqual("sensor_type"u8) => Known.SensorType,
        14 when name.SequenceEqual("schema_version"u8) => Known.SchemaVersion,
        _ => null,
    };
}

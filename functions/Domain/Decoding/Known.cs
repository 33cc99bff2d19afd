namespace ServerlessIot.Domain.Decoding;

/// <summary>Members that mean the same in several shapes, and those by which a shape is recognised.</summary>
internal enum Known
{
    DeviceId,
    SensorId,
    Vin,
    SensorType,
    Value,
    Unit,
    Timestamp,
    Time,
    EventId,
    MessageId,
    Id,
    Status,
    Location,
    Metadata,
    Latitude,
    Longitude,
    Altitude,
    Schema,
    SchemaVersion,
    DataSchema,
    Data,
}

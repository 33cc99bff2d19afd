using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Validate;

/// <summary>Makes events or refusals of a record of telemetry.raw: a function of the record alone, so that an outcome can be told again.</summary>
internal static class RawReading
{
    private static readonly Decoded NoDevice = new(null, new Refusal("no-device", "The record names no device: it needs the headers tenant and device, or a key tenant/device."));

    public static void Read(LogRecord record, in RawRecord raw, Origin origin, List<Decoded> results)
    {
        if (string.IsNullOrEmpty(raw.Tenant) || string.IsNullOrEmpty(raw.Device))
        {
            results.Add(NoDevice);
            return;
        }

        var id = raw.Id ?? origin.ToString();
        switch (raw.Type)
        {
            case null or RecordTypes.Telemetry:
                PayloadDecoder.Decode(record.Value, new PayloadContext(raw.Tenant, raw.Device, raw.DataType, raw.Topic ?? "", raw.ContentType, id, record.Timestamp, origin), results);
                break;
            case RecordTypes.Will:
                results.Add(new Decoded(Offline(raw, id, record.Timestamp, origin), null));
                break;
            default:
                results.Add(new Decoded(null, new Refusal("unknown-record-type", $"The record's ce_type is '{raw.Type}'; known are {RecordTypes.Telemetry}, {RecordTypes.Will} and {RecordTypes.Tick}.")));
                break;
        }
    }

    private static DeviceEvent Offline(in RawRecord raw, string id, long arrived, Origin origin) => new()
    {
        Id = id,
        Tenant = raw.Tenant!,
        Device = raw.Device!,
        Type = "presence",
        Time = arrived,
        Arrived = arrived,
        Measurements = [],
        Status = "offline",
        Origin = origin,
    };
}

using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Decoding.Sparkplug;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Residency;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Validate;

/// <summary>
/// Makes events or refusals of a record of telemetry.raw: a function of the record, the settings and the names that births told, of which the outcome holds
/// those that were used, so that it can be told again.
/// </summary>
internal sealed class RawReading(TenantRegions regions)
{
    private static readonly Decoded NoDevice = new(null, new Refusal("no-device", "The record names no device: it needs the headers tenant and device, or a key tenant/device."));

    // Those that can be read are forwarded.
    private static readonly Decoded InvalidMark = new(null, new Refusal("invalid-mark", "The record is no bridge's mark: its value is a watermark in Unix milliseconds and the seconds to the next one, such as '1763733600000 10', and behind it 'spool' and 'closed' where they hold; its ce_source is a bridge's."));

    /// <summary>Whether a record was refused because its tenant is bound to another region: nothing of it may be written.</summary>
    public static bool IsElsewhere(IReadOnlyList<Decoded> results) => results is [{ Refusal.Code: RefusalCodes.OtherRegion }];

    public void Read(LogRecord record, in RawRecord raw, Origin origin, SparkplugSession? sparkplug, List<Decoded> results)
    {
        if (raw.Type == RecordTypes.Mark)
        {
            results.Add(InvalidMark);
            return;
        }

        if (string.IsNullOrEmpty(raw.Tenant) || string.IsNullOrEmpty(raw.Device))
        {
            results.Add(NoDevice);
            return;
        }

        if (!regions.Allow(raw.Tenant))
        {
            results.Add(new Decoded(null, new Refusal(RefusalCodes.OtherRegion, $"The tenant {raw.Tenant} is bound to region {regions.RegionOf(raw.Tenant)}, and this is {regions.Here}: the payload is not kept.")));
            return;
        }

        var id = raw.Id ?? origin.ToString();
        switch (raw.Type)
        {
            case null or RecordTypes.Telemetry:
                PayloadDecoder.Decode(record.Value, new PayloadContext(raw.Tenant, raw.Device, raw.DataType, raw.Topic ?? "", raw.ContentType, id, record.Timestamp, origin, Sparkplug: sparkplug) { FirstArrived = raw.FirstArrived }, results);
                break;
            case RecordTypes.Will or RecordTypes.Disconnected:
                results.Add(new Decoded(Presence(raw, id, record.Timestamp, origin, "offline"), null));
                break;
            case RecordTypes.Connected:
                results.Add(new Decoded(Presence(raw, id, record.Timestamp, origin, "online"), null));
                break;
            case RecordTypes.Registration:
                results.Add(RegistrationRecord.Read(record.Value.Span) is { } registration
                    ? new Decoded(registration.ToEvent(id, raw.Tenant, raw.Device, record.Timestamp, origin), null)
                    : new Decoded(null, new Refusal("bad-registration", "The record's value is no registration as the registry writes it.")));
                break;
            default:
                results.Add(new Decoded(null, new Refusal("unknown-record-type", $"The record's ce_type is '{raw.Type}'; known are {RecordTypes.Telemetry}, {RecordTypes.Will}, {RecordTypes.Connected}, {RecordTypes.Disconnected}, {RecordTypes.Registration}, {RecordTypes.Tick} and {RecordTypes.Mark}.")));
                break;
        }
    }

    private static DeviceEvent Presence(in RawRecord raw, string id, long arrived, Origin origin, string status) => new()
    {
        Id = id,
        Tenant = raw.Tenant!,
        Device = raw.Device!,
        Type = EventProfiles.Presence,
        Time = arrived,
        Arrived = arrived,
        Measurements = [],
        Status = status,
        Origin = origin,
    };
}

using System.Text;
using System.Text.Json;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Devices;

/// <summary>
/// That a device was registered, registered anew or taken out of the registry: the value of records of type <see cref="Log.RecordTypes.Registration"/> in telemetry.raw, as JSON
/// <c>{"revision":n,"facts":{"type","firmware","enabled","tags":{name:text}}}</c>, and the attribute <see cref="Attribute"/> of the event that Validate makes of it.
/// </summary>
/// <param name="Revision">Which of two is newer, from 1: higher with every change.</param>
/// <param name="Facts">What is said of the device; null = it was taken out.</param>
public sealed record RegistrationRecord(long Revision, DeviceFacts? Facts)
{
    /// <summary>Most bytes of one: 32 tags of 64 and 256 characters, escaped.</summary>
    public const int MostBytes = 128 << 10;

    /// <summary>Attribute of the event that holds it.</summary>
    public const string Attribute = "registration";

    /// <summary>As JSON.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, DomainJson.Default.RegistrationRecord);

    /// <summary>The event that says it.</summary>
    /// <param name="id">Event id.</param>
    /// <param name="tenant">Tenant of the device.</param>
    /// <param name="device">The device.</param>
    /// <param name="time">When it was said, Unix milliseconds.</param>
    /// <param name="origin">Place in telemetry.raw.</param>
    public DeviceEvent ToEvent(string id, string tenant, string device, long time, Origin origin) => new()
    {
        Id = id,
        Tenant = tenant,
        Device = device,
        Type = EventProfiles.Registration,
        Time = time,
        Arrived = time,
        Measurements = [],
        Attributes = [KeyValuePair.Create(Attribute, Encoding.UTF8.GetString(ToBytes()))],
        Origin = origin,
    };

    /// <summary>What an event says that <see cref="ToEvent"/> made; null when it is none.</summary>
    public static RegistrationRecord? Of(DeviceEvent e) =>
        EventProfiles.IsRegistration(e) && EventProfiles.Find(e, Attribute) is { } text ? Read(Encoding.UTF8.GetBytes(text)) : null;

    /// <summary>Reads what <see cref="ToBytes"/> wrote; null when it is none, or says what no registration may.</summary>
    public static RegistrationRecord? Read(ReadOnlySpan<byte> json)
    {
        if (json.Length > MostBytes) return null;
        try
        {
            return JsonSerializer.Deserialize(json, DomainJson.Default.RegistrationRecord) is { Revision: > 0 } read && read.Facts?.IsGood != false ? read : null;
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
}

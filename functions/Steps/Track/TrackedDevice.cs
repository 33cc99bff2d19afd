using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Steps.Track;

/// <summary>A device in memory: what its twin will say, taken in event by event without a copy each.</summary>
internal sealed class TrackedDevice
{
    private readonly Dictionary<string, double> values = [];
    private string tenant = "";
    private string device = "";
    private string type = "";
    private string? status;
    private Position? position;
    private long time = long.MinValue;
    private long events;
    private Origin origin;

    /// <summary>Whether it changed since it was last told.</summary>
    public bool Dirty { get; set; }

    /// <summary>When it was last told: arrival or tick, Unix milliseconds.</summary>
    public long Told { get; set; }

    /// <summary>Whether it changed since it was last written to the journal's changes.</summary>
    public bool Unsaved { get; set; }

    /// <summary>When the bridge last heard of it, Unix milliseconds.</summary>
    public long LastSeen { get; private set; }

    /// <summary>False once it has been silent for the offline limit, or said so.</summary>
    public bool Online { get; private set; }

    /// <summary>As its twin says; <paramref name="dirty"/> and <paramref name="told"/> as they were.</summary>
    public static TrackedDevice Of(DeviceTwin twin, bool dirty, long told)
    {
        var tracked = new TrackedDevice
        {
            tenant = twin.Tenant,
            device = twin.Device,
            type = twin.Type,
            time = twin.Time,
            LastSeen = twin.LastSeen,
            Online = twin.Online,
            position = twin.Position,
            status = twin.Status,
            events = twin.Events,
            origin = Origin.TryParse(twin.Origin, out var origin) ? origin : default,
            Dirty = dirty,
            Told = told,
        };
        foreach (var (measure, value) in twin.Values) tracked.values[measure] = value;
        return tracked;
    }

    /// <summary>Takes an event in; true when the twin must be told at once: a new device, or one whose status or presence changed.</summary>
    public bool Add(DeviceEvent e)
    {
        var (isNew, wasOnline, before) = (events == 0, Online, status);
        var newest = isNew || e.Time >= time;
        foreach (var (measure, value) in e.Measurements)
        {
            var known = values.ContainsKey(measure);
            if (known ? newest : values.Count < PayloadLimits.MeasuresOfDevice) values[measure] = value;
        }

        (tenant, device) = (e.Tenant, e.Device);
        if (isNew || (newest && e.Measurements.Count > 0)) type = e.Type;
        // That it left a connection says nothing once it was heard of on a newer one.
        var stale = !isNew && e.Type == EventProfiles.Presence && e.Arrived < LastSeen;
        if (newest && !stale) (time, position, status) = (e.Time, e.Position ?? position, StatusAfter(e));
        if (!stale) Online = e.Status != "offline";
        LastSeen = Math.Max(e.Arrived, LastSeen);
        events++;
        origin = e.Origin;
        return isNew || wasOnline != Online || before != status;
    }

    // That it is connected says nothing of what it does: a vehicle that drives goes on driving.
    private string? StatusAfter(DeviceEvent e) =>
        e is { Type: EventProfiles.Presence, Status: "online" } ? status == "offline" ? null : status : e.Status ?? status;

    /// <summary>It was silent for the offline limit, as the record at <paramref name="at"/> noticed.</summary>
    public void GoOffline(Origin at) => (Online, origin) = (false, at);

    /// <summary>The document that says it.</summary>
    public DeviceTwin ToTwin() => new()
    {
        Tenant = tenant,
        Device = device,
        Type = type,
        Time = time,
        LastSeen = LastSeen,
        Online = Online,
        Values = new Dictionary<string, double>(values),
        Position = position,
        Status = status,
        Events = events,
        Origin = origin.ToString(),
    };
}

using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Journals;

namespace ServerlessIot.Steps.Track;

/// <summary>The twins of one partition's devices.</summary>
public sealed class TrackState(TrackOptions options)
{
    private const byte SetTwin = 1;
    private const byte TickOp = 2;
    private readonly Dictionary<string, Held> devices = [];
    private readonly HashSet<Held> touched = [];

    /// <summary>Devices known.</summary>
    public int Devices => devices.Count;

    /// <summary>Takes an event in; returns the twin when it must be told at once: a new device, or one whose status or presence changed.</summary>
    internal DeviceTwin? Add(DeviceEvent e)
    {
        var name = $"{e.Tenant}/{e.Device}";
        if (!devices.TryGetValue(name, out var held)) devices[name] = held = new Held();
        var before = held.Twin;
        held.Twin = Merge(before, e);
        touched.Add(held);
        var tell = before is null || before.Online != held.Twin.Online || before.Status != held.Twin.Status;
        held.Dirty = !tell;
        if (tell) held.Told = e.Arrived;
        return tell ? held.Twin : null;
    }

    /// <summary>Twins that changed since they were last told, and those that went silent.</summary>
    internal List<DeviceTwin> OnTick(long time, string origin, ByteWriter changes)
    {
        Flush(changes);
        changes.Byte(TickOp);
        changes.Signed(time);
        changes.Text(origin);
        return Settle(time, origin);
    }

    internal void Flush(ByteWriter changes)
    {
        foreach (var held in touched)
        {
            changes.Byte(SetTwin);
            Write(held, changes);
        }

        touched.Clear();
    }

    internal void Apply(ref ByteReader changes)
    {
        while (!changes.End)
        {
            switch (changes.Byte())
            {
                case SetTwin:
                    Read(ref changes);
                    break;
                case TickOp:
                    Settle(changes.Signed(), changes.Text());
                    break;
                default:
                    throw new JournalCorruptException("An unknown change of Track's state.");
            }
        }
    }

    internal void Save(ByteWriter to)
    {
        to.Unsigned((ulong)devices.Count);
        foreach (var held in devices.Values) Write(held, to);
    }

    internal static TrackState Load(ref ByteReader from, TrackOptions options)
    {
        var state = new TrackState(options);
        for (var left = from.Count(); left > 0; left--) state.Read(ref from);
        return state;
    }

    private static DeviceTwin Merge(DeviceTwin? before, DeviceEvent e)
    {
        var values = before is null ? [] : new Dictionary<string, double>(before.Values);
        var newest = before is null || e.Time >= before.Time;
        foreach (var (measure, value) in e.Measurements)
        {
            if (newest || !values.ContainsKey(measure)) values[measure] = value;
        }

        return new DeviceTwin
        {
            Tenant = e.Tenant,
            Device = e.Device,
            Type = newest && e.Measurements.Count > 0 ? e.Type : before?.Type ?? e.Type,
            Time = newest ? e.Time : before!.Time,
            LastSeen = Math.Max(e.Arrived, before?.LastSeen ?? 0),
            Online = e.Status != "offline",
            Values = values,
            Position = newest ? e.Position ?? before?.Position : before!.Position,
            Status = newest ? e.Status ?? before?.Status : before!.Status,
            Events = (before?.Events ?? 0) + 1,
            Origin = e.Origin.ToString(),
        };
    }

    private static void Write(Held held, ByteWriter to)
    {
        to.Byte(held.Dirty ? (byte)1 : (byte)0);
        to.Signed(held.Told);
        to.Bytes(JsonSerializer.SerializeToUtf8Bytes(held.Twin!, DomainJson.Default.DeviceTwin));
    }

    private void Read(ref ByteReader from)
    {
        var (dirty, written) = (from.Byte() == 1, from.Signed());
        var twin = JsonSerializer.Deserialize(from.Bytes(), DomainJson.Default.DeviceTwin) ?? throw new JournalCorruptException("A twin is null.");
        devices[$"{twin.Tenant}/{twin.Device}"] = new Held { Twin = twin, Dirty = dirty, Told = written };
    }

    private List<DeviceTwin> Settle(long time, string origin)
    {
        var told = new List<DeviceTwin>();
        foreach (var held in devices.Values)
        {
            var silent = held.Twin!.Online && time - held.Twin.LastSeen > (long)options.OfflineAfter.TotalMilliseconds;
            if (silent) held.Twin = held.Twin with { Online = false, Origin = origin };
            if (!silent && !(held.Dirty && time - held.Told >= (long)options.WriteEvery.TotalMilliseconds)) continue;
            told.Add(held.Twin);
            held.Dirty = false;
            held.Told = time;
        }

        return told;
    }

    private sealed class Held
    {
        public DeviceTwin? Twin { get; set; }

        public bool Dirty { get; set; }

        /// <summary>When it was last told: arrival or tick, Unix milliseconds.</summary>
        public long Told { get; set; }
    }
}

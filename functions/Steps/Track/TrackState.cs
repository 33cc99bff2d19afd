using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Journals;

namespace ServerlessIot.Steps.Track;

/// <summary>The twins of one partition's devices.</summary>
public sealed class TrackState(TrackOptions options)
{
    private const byte SetTwin = 1;
    private const byte TickOp = 2;
    private readonly Dictionary<string, TrackedDevice> devices = [];
    private readonly List<TrackedDevice> touched = [];

    /// <summary>Devices known.</summary>
    public int Devices => devices.Count;

    /// <summary>Takes an event in; returns the twin when it must be told at once: a new device, or one whose status or presence changed.</summary>
    internal DeviceTwin? Add(DeviceEvent e)
    {
        var held = DeviceLookup.GetOrAdd(devices, e, static _ => new());
        var tell = held.Add(e);
        if (!held.Unsaved) touched.Add(held);
        held.Unsaved = true;
        held.Dirty = !tell;
        if (tell) held.Told = e.Arrived;
        return tell ? held.ToTwin() : null;
    }

    /// <summary>Twins that changed since they were last told, and those that went silent.</summary>
    internal List<DeviceTwin> OnTick(long time, Origin origin, ByteWriter changes)
    {
        Flush(changes);
        changes.Byte(TickOp);
        changes.Signed(time);
        changes.Text(origin.ToString());
        return Settle(time, origin);
    }

    internal void Flush(ByteWriter changes)
    {
        foreach (var held in touched)
        {
            changes.Byte(SetTwin);
            Write(held, changes);
            held.Unsaved = false;
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
                    Settle(changes.Signed(), Origin.TryParse(changes.Text(), out var origin) ? origin : default);
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

    private static void Write(TrackedDevice held, ByteWriter to)
    {
        to.Byte(held.Dirty ? (byte)1 : (byte)0);
        to.Signed(held.Told);
        to.Bytes(JsonSerializer.SerializeToUtf8Bytes(held.ToTwin(), DomainJson.Default.DeviceTwin));
    }

    private void Read(ref ByteReader from)
    {
        var (dirty, told) = (from.Byte() == 1, from.Signed());
        var twin = JsonSerializer.Deserialize(from.Bytes(), DomainJson.Default.DeviceTwin) ?? throw new JournalCorruptException("A twin is null.");
        devices[$"{twin.Tenant}/{twin.Device}"] = TrackedDevice.Of(twin, dirty, told);
    }

    private List<DeviceTwin> Settle(long time, Origin origin)
    {
        var told = new List<DeviceTwin>();
        foreach (var held in devices.Values)
        {
            var silent = held.Online && time - held.LastSeen > (long)options.OfflineAfter.TotalMilliseconds;
            if (silent) held.GoOffline(origin);
            if (!silent && !(held.Dirty && time - held.Told >= (long)options.WriteEvery.TotalMilliseconds)) continue;
            told.Add(held.ToTwin());
            held.Dirty = false;
            held.Told = time;
        }

        return told;
    }
}

using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Journals;

namespace ServerlessIot.Steps.Aggregate;

/// <summary>Windows of one partition that can still change, by device.</summary>
public sealed class AggregateState(AggregateOptions options)
{
    private const byte SetWindow = 1;
    private const byte TickOp = 2;
    private const byte Totals = 3;
    private readonly Dictionary<string, DeviceWindows> devices = [];
    private readonly List<(string Device, OpenWindow Window)> touched = [];
    private readonly long length = (long)options.Length.TotalMilliseconds;

    /// <summary>Events counted in windows since the journal began.</summary>
    public long Aggregated { get; private set; }

    /// <summary>Events that came when their window was no longer remembered; they are in the archive only.</summary>
    public long TooLate { get; private set; }

    /// <summary>Windows in memory.</summary>
    public int Windows => devices.Values.Sum(device => device.Windows.Count);

    internal void Add(DeviceEvent e)
    {
        var start = e.Time - Modulo(e.Time, length);
        var device = DeviceLookup.GetOrAdd(devices, e, static _ => new());
        if (!device.Windows.TryGetValue(start, out var window))
        {
            if (start < device.DroppedUntil)
            {
                TooLate++;
                return;
            }

            device.Windows[start] = window = new OpenWindow(start);
        }

        Aggregated++;
        window.Add(e);
        if (window.Unsaved) return;
        window.Unsaved = true;
        touched.Add(($"{e.Tenant}/{e.Device}", window));
    }

    /// <summary>Tells windows that ended, drops those that nothing touched for long.</summary>
    internal List<(string Device, OpenWindow Window)> OnTick(long time, ByteWriter changes)
    {
        Flush(changes);
        changes.Byte(TickOp);
        changes.Signed(time);
        return Settle(time);
    }

    /// <summary>Writes every window touched since the last call, as it is now.</summary>
    internal void Flush(ByteWriter changes)
    {
        foreach (var (device, window) in touched)
        {
            changes.Byte(SetWindow);
            changes.Text(device);
            window.Write(changes);
            window.Unsaved = false;
        }

        touched.Clear();
        changes.Byte(Totals);
        changes.Unsigned((ulong)Aggregated);
        changes.Unsigned((ulong)TooLate);
    }

    internal void Apply(ref ByteReader changes)
    {
        while (!changes.End)
        {
            switch (changes.Byte())
            {
                case SetWindow:
                    var name = changes.Text();
                    var window = OpenWindow.Read(ref changes);
                    if (!devices.TryGetValue(name, out var device)) devices[name] = device = new DeviceWindows();
                    device.Windows[window.Start] = window;
                    break;
                case TickOp:
                    Settle(changes.Signed());
                    break;
                case Totals:
                    (Aggregated, TooLate) = ((long)changes.Unsigned(), (long)changes.Unsigned());
                    break;
                default:
                    throw new JournalCorruptException("An unknown change of Aggregate's state.");
            }
        }
    }

    internal void Save(ByteWriter to)
    {
        to.Unsigned((ulong)Aggregated);
        to.Unsigned((ulong)TooLate);
        to.Unsigned((ulong)devices.Count);
        foreach (var (name, device) in devices)
        {
            to.Text(name);
            to.Signed(device.DroppedUntil);
            to.Unsigned((ulong)device.Windows.Count);
            foreach (var window in device.Windows.Values) window.Write(to);
        }
    }

    internal static AggregateState Load(ref ByteReader from, AggregateOptions options)
    {
        var state = new AggregateState(options) { Aggregated = (long)from.Unsigned(), TooLate = (long)from.Unsigned() };
        for (var left = from.Count(); left > 0; left--)
        {
            var device = new DeviceWindows();
            state.devices[from.Text()] = device;
            device.DroppedUntil = from.Signed();
            for (var windows = from.Count(); windows > 0; windows--)
            {
                var window = OpenWindow.Read(ref from);
                device.Windows[window.Start] = window;
            }
        }

        return state;
    }

    private static long Modulo(long value, long divisor) => ((value % divisor) + divisor) % divisor;

    private List<(string Device, OpenWindow Window)> Settle(long time)
    {
        var told = new List<(string, OpenWindow)>();
        var (lateness, retention) = ((long)options.Lateness.TotalMilliseconds, (long)options.Retention.TotalMilliseconds);
        var dropped = new List<OpenWindow>();
        foreach (var (name, device) in devices)
        {
            dropped.Clear();
            foreach (var window in device.Windows.Values)
            {
                if (window.Dirty && window.Start + length + lateness <= time)
                {
                    window.Told();
                    told.Add((name, window));
                }
                else if (!window.Dirty && window.Touched + retention <= time)
                {
                    dropped.Add(window);
                }
            }

            foreach (var window in dropped)
            {
                device.Windows.Remove(window.Start);
                device.DroppedUntil = Math.Max(device.DroppedUntil, window.Start + length);
            }
        }

        return told;
    }

    private sealed class DeviceWindows
    {
        public SortedList<long, OpenWindow> Windows { get; } = [];

        /// <summary>Windows before this may have been told and dropped.</summary>
        public long DroppedUntil { get; set; } = long.MinValue;
    }
}

using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Journals;

namespace ServerlessIot.Steps.Alert;

/// <summary>Firings of one partition that can still swallow breaches, by (device, rule).</summary>
public sealed class AlertState(AlertOptions options)
{
    private const byte Fire = 1;
    private const byte Suppress = 2;
    private const byte TickOp = 3;
    private const byte ChangedAndLeaving = 3;
    private readonly Dictionary<(string Device, string Rule), List<Firing>> slots = [];
    private readonly Dictionary<long, Firing> byId = [];
    private long lastId;

    /// <summary>Alerts opened since the journal began.</summary>
    public long Opened { get; private set; }

    /// <summary>Breaches swallowed since the journal began.</summary>
    public long Suppressed { get; private set; }

    /// <summary>Firings remembered.</summary>
    public int Remembered => byId.Count;

    /// <summary>The firing whose cooldown a breach at <paramref name="time"/> falls into; null when it opens a new alert.</summary>
    internal Firing? Cooling(string device, string rule, long time)
    {
        if (!slots.TryGetValue((device, rule), out var slot)) return null;
        var cooldown = (long)options.Cooldown.TotalMilliseconds;
        foreach (var firing in slot)
        {
            if (Math.Abs(time - firing.Alert.Time) < cooldown) return firing;
        }

        // Too many different times at once to remember all: what is older than the oldest joins it.
        return slot.Count == options.MostFirings && time < slot[0].Alert.Time ? slot[0] : null;
    }

    internal void Open(AlertRecord alert, long arrived, ByteWriter changes)
    {
        changes.Byte(Fire);
        changes.Bytes(JsonSerializer.SerializeToUtf8Bytes(alert, DomainJson.Default.AlertRecord));
        changes.Unsigned((ulong)arrived);
        Add(alert, arrived);
    }

    internal void Swallow(Firing firing, long arrived, ByteWriter changes)
    {
        changes.Byte(Suppress);
        changes.Unsigned((ulong)firing.Id);
        changes.Unsigned((ulong)arrived);
        Count(firing, arrived);
    }

    /// <summary>Forgets firings untouched for long; yields those whose suppressed count changed since it was last told.</summary>
    internal List<Firing> OnTick(long time, ByteWriter changes)
    {
        changes.Byte(TickOp);
        changes.Unsigned((ulong)time);
        return Settle(time);
    }

    internal void Apply(ref ByteReader changes)
    {
        while (!changes.End)
        {
            switch (changes.Byte())
            {
                case Fire:
                    Add(ReadAlert(changes.Bytes()), (long)changes.Unsigned());
                    break;
                case Suppress:
                    Count(byId[(long)changes.Unsigned()], (long)changes.Unsigned());
                    break;
                case TickOp:
                    Settle((long)changes.Unsigned());
                    break;
                default:
                    throw new JournalCorruptException("An unknown change of Alert's state.");
            }
        }
    }

    internal void Save(ByteWriter to)
    {
        foreach (var value in new[] { Opened, Suppressed, lastId, byId.Count }) to.Unsigned((ulong)value);
        foreach (var firing in byId.Values.OrderBy(firing => firing.Id))
        {
            to.Unsigned((ulong)firing.Id);
            to.Bytes(JsonSerializer.SerializeToUtf8Bytes(firing.Alert, DomainJson.Default.AlertRecord));
            to.Unsigned((ulong)firing.Touched);
            to.Unsigned((ulong)firing.Suppressed);
            to.Byte(firing.Leaving ? ChangedAndLeaving : firing.Changed ? (byte)1 : (byte)0);
        }
    }

    internal static AlertState Load(ref ByteReader from, AlertOptions options)
    {
        var state = new AlertState(options) { Opened = (long)from.Unsigned(), Suppressed = (long)from.Unsigned(), lastId = (long)from.Unsigned() };
        for (var left = from.Count(); left > 0; left--)
        {
            var id = (long)from.Unsigned();
            var firing = new Firing(id, ReadAlert(from.Bytes())) { Touched = (long)from.Unsigned(), Suppressed = (long)from.Unsigned() };
            var flags = from.Byte();
            (firing.Changed, firing.Leaving) = (flags != 0, flags == ChangedAndLeaving);
            if (firing.Leaving) state.byId[id] = firing;
            else state.Remember(firing);
        }

        return state;
    }

    private static AlertRecord ReadAlert(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, DomainJson.Default.AlertRecord) ?? throw new JournalCorruptException("An alert is null.");

    private static string DeviceOf(AlertRecord alert) => $"{alert.Tenant}/{alert.Device}";

    private void Add(AlertRecord alert, long arrived)
    {
        Opened++;
        Remember(new Firing(++lastId, alert) { Touched = arrived });
    }

    private void Count(Firing firing, long arrived)
    {
        Suppressed++;
        firing.Suppressed++;
        firing.Changed = true;
        firing.Touched = Math.Max(firing.Touched, arrived);
    }

    private void Remember(Firing firing)
    {
        var key = (DeviceOf(firing.Alert), firing.Alert.Rule);
        if (!slots.TryGetValue(key, out var slot)) slots[key] = slot = new List<Firing>(1);
        slot.Add(firing);
        slot.Sort((left, right) => (left.Alert.Time, left.Id).CompareTo((right.Alert.Time, right.Id)));
        byId[firing.Id] = firing;
        if (slot.Count <= options.MostFirings) return;
        // It swallows nothing any more, but what it has swallowed is still to be told.
        if (slot[0].Changed) slot[0].Leaving = true;
        else byId.Remove(slot[0].Id);
        slot.RemoveAt(0);
    }

    private List<Firing> Settle(long time)
    {
        var changed = new List<Firing>();
        foreach (var firing in byId.Values.OrderBy(firing => firing.Id).ToList())
        {
            if (firing.Changed) changed.Add(firing);
            firing.Changed = false;
            if (firing.Leaving)
            {
                byId.Remove(firing.Id);
                continue;
            }

            if (time - firing.Touched <= (long)options.RememberFor.TotalMilliseconds) continue;
            byId.Remove(firing.Id);
            var key = (DeviceOf(firing.Alert), firing.Alert.Rule);
            slots[key].Remove(firing);
            if (slots[key].Count == 0) slots.Remove(key);
        }

        return changed;
    }
}

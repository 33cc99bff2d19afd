using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Journals;

namespace ServerlessIot.Steps.Alert;

/// <summary>Opened alerts of one partition that can still swallow breaches, by (device, rule).</summary>
internal sealed class Firings(AlertOptions options)
{
    private readonly Dictionary<(string Device, string Rule), List<Firing>> slots = [];
    private readonly Dictionary<long, Firing> byId = [];
    private long lastId;

    /// <summary>How many there are.</summary>
    public int Count => byId.Count;

    /// <summary>The firing of a number.</summary>
    public Firing this[long id] => byId.TryGetValue(id, out var firing) ? firing : throw new JournalCorruptException($"There is no firing {id}.");

    /// <summary>The firing that a breach belongs to; null when it opens a new alert.</summary>
    public Firing? Find(string device, string rule, long time)
    {
        if (!slots.TryGetValue((device, rule), out var slot)) return null;
        foreach (var firing in slot)
        {
            if (firing.Holds(time)) return firing;
        }

        // Too many different times at once to remember all: what is older than the oldest joins it.
        return slot.Count == options.MostFirings && time < slot[0].Alert.Time ? slot[0] : null;
    }

    /// <summary>The latest firing whose condition a time may end; null when there is none.</summary>
    public Firing? Open(string device, string rule, long time) =>
        slots.TryGetValue((device, rule), out var slot) ? slot.FindLast(firing => firing.Cleared is null && firing.Last <= time) : null;

    /// <summary>Adds one.</summary>
    public void Add(AlertRecord alert, long arrived) => Remember(new Firing(++lastId, alert) { Touched = arrived });

    /// <summary>Forgets firings untouched for long; yields those that changed since they were last told.</summary>
    public List<Firing> Settle(long time)
    {
        var changed = new List<Firing>();
        foreach (var firing in byId.Values.OrderBy(firing => firing.Id).ToList())
        {
            if (firing.Changed) changed.Add(firing);
            firing.Changed = false;
            if (firing.Leaving) byId.Remove(firing.Id);
            else if (time - firing.Touched > Math.Max((long)options.RememberFor.TotalMilliseconds, firing.Cooldown)) Forget(firing);
        }

        return changed;
    }

    public void Save(ByteWriter to)
    {
        to.Unsigned((ulong)lastId);
        to.Unsigned((ulong)byId.Count);
        foreach (var firing in byId.Values.OrderBy(firing => firing.Id))
        {
            to.Unsigned((ulong)firing.Id);
            to.Bytes(JsonSerializer.SerializeToUtf8Bytes(firing.Alert, DomainJson.Default.AlertRecord));
            firing.Write(to);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="from">The bytes.</param>
    /// <param name="former">Whether they are from before breaches had an end.</param>
    public void Load(ref ByteReader from, bool former)
    {
        lastId = (long)from.Unsigned();
        for (var left = from.Count(); left > 0; left--)
        {
            var firing = new Firing((long)from.Unsigned(), ReadAlert(from.Bytes()));
            if (former) firing.ReadFormer(ref from);
            else firing.Read(ref from);
            if (firing.Leaving) byId[firing.Id] = firing;
            else Remember(firing);
        }
    }

    public static AlertRecord ReadAlert(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, DomainJson.Default.AlertRecord) ?? throw new JournalCorruptException("An alert is null.");

    private static (string Device, string Rule) SlotOf(Firing firing) => ($"{firing.Alert.Tenant}/{firing.Alert.Device}", firing.Alert.Rule);

    private void Remember(Firing firing)
    {
        var key = SlotOf(firing);
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

    private void Forget(Firing firing)
    {
        byId.Remove(firing.Id);
        var key = SlotOf(firing);
        slots[key].Remove(firing);
        if (slots[key].Count == 0) slots.Remove(key);
    }
}

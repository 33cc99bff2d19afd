using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Journals;

namespace ServerlessIot.Steps.Alert;

/// <summary>Opened alerts of one partition that can still swallow breaches, by (device, rule).</summary>
internal sealed class Firings
{
    /// <summary>Most that one tick tells: an entry of the journal has to stay within a block. The next tick tells the others.</summary>
    private const int MostTold = 5_000;
    private readonly Dictionary<(string Device, string Rule), List<Firing>> slots = [];
    private readonly Dictionary<long, Firing> byId = [];
    private readonly Dictionary<(string Device, string Rule), Firing> dormant = [];
    private long lastId;

    /// <summary>How long they are remembered.</summary>
    public AlertRetention Retention { get; set; } = AlertRetention.Default;

    /// <summary>How many there are.</summary>
    public int Count => byId.Count;

    /// <summary>The firing of a number.</summary>
    public Firing this[long id] => byId.TryGetValue(id, out var firing) ? firing : throw new JournalCorruptException($"There is no firing {id}.");

    /// <summary>The firing that a breach belongs to; null when it opens a new alert.</summary>
    public Firing? Find(string device, string rule, long time)
    {
        var slot = slots.GetValueOrDefault((device, rule)) ?? [];
        foreach (var firing in slot)
        {
            if (firing.Holds(time)) return firing;
        }

        var lasting = dormant.GetValueOrDefault((device, rule));
        if (lasting?.Holds(time) == true) return lasting;
        if (lasting?.Lasts(time) == false) lasting = null;
        // A device that reports seldom: as long as no end came, it is the same condition.
        foreach (var firing in slot)
        {
            if (firing.Lasts(time) && (lasting is null || firing.Last >= lasting.Last)) lasting = firing;
        }

        if (lasting is not null) return lasting;
        // Too many different times at once to remember all: what is older than the oldest joins it.
        return slot.Count >= Retention.MostFirings && time < slot[0].Alert.Time ? slot[0] : null;
    }

    /// <summary>The firings whose condition a time ends.</summary>
    public List<Firing> Ending(string device, string rule, long time)
    {
        var ending = slots.TryGetValue((device, rule), out var slot) ? slot.FindAll(Ends) : [];
        if (dormant.TryGetValue((device, rule), out var asleep) && Ends(asleep)) ending.Add(asleep);
        return ending;

        bool Ends(Firing firing) => firing.Cleared is null && firing.Last <= time;
    }

    /// <summary>Adds one.</summary>
    public void Add(AlertRecord alert, long arrived) => Remember(new Firing(++lastId, alert) { Touched = arrived });

    /// <summary>Has a firing take a breach; one that sleeps wakes.</summary>
    public void Swallow(Firing firing, long time, long arrived)
    {
        firing.Swallow(time, arrived);
        if (!firing.Dormant) return;
        Forget(firing);
        firing.Dormant = false;
        Remember(firing);
    }

    /// <summary>Forgets firings untouched for long; yields those that changed since they were last told. One whose condition still holds sleeps: its end is to be told, and whatever breach comes before that belongs to it.</summary>
    public List<Firing> Settle(long time)
    {
        var changed = new List<Firing>();
        foreach (var firing in byId.Values.OrderBy(firing => firing.Id).ToList())
        {
            if (firing.Changed && changed.Count == MostTold) continue;
            if (firing.Changed) changed.Add(firing);
            firing.Changed = false;
            if (firing.Leaving || (firing.Dormant && (firing.Cleared is not null || time - firing.Touched > Retention.ForgetDevices))) Forget(firing);
            else if (!firing.Dormant && time - firing.Touched > Math.Max(Retention.RememberFor, firing.Cooldown)) Sleep(firing);
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
            // All that the other one had: what it writes about them is still to be read.
            if (!firing.Leaving && !firing.Dormant) Place(firing);
            else byId[firing.Id] = firing;
            if (firing.Dormant) dormant[SlotOf(firing)] = firing;
        }
    }

    public static AlertRecord ReadAlert(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, DomainJson.Default.AlertRecord) ?? throw new JournalCorruptException("An alert is null.");

    private static (string Device, string Rule) SlotOf(Firing firing) => ($"{firing.Alert.Tenant}/{firing.Alert.Device}", firing.Alert.Rule);

    private void Remember(Firing firing)
    {
        var slot = Place(firing);
        if (slot.Count <= Retention.MostFirings) return;
        var oldest = slot[0];
        slot.RemoveAt(0);
        Leave(oldest, slot[0]);
    }

    private List<Firing> Place(Firing firing)
    {
        var key = SlotOf(firing);
        if (!slots.TryGetValue(key, out var slot)) slots[key] = slot = new List<Firing>(1);
        slot.Add(firing);
        slot.Sort((left, right) => (left.Alert.Time, left.Id).CompareTo((right.Alert.Time, right.Id)));
        byId[firing.Id] = firing;
        return slot;
    }

    /// <summary>A firing that another one follows swallows nothing any more, but what it has swallowed is still to be told, and that it is over: what holds is told by the other.</summary>
    private void Leave(Firing firing, Firing next)
    {
        if (firing.Cleared is null) firing.Clear(Math.Max(firing.Last, next.Alert.Time));
        (firing.Dormant, firing.Leaving) = (false, true);
        if (firing.Changed) byId[firing.Id] = firing;
        else byId.Remove(firing.Id);
    }

    private void Sleep(Firing firing)
    {
        var key = SlotOf(firing);
        // The newest of a slot sleeps; one that is older, as what came late is, waits for that.
        var before = dormant.GetValueOrDefault(key);
        if (firing.Cleared is null && before is { Cleared: null } && before.Last > firing.Last) return;
        Forget(firing);
        if (firing.Cleared is not null) return;
        if (before is not null)
        {
            Forget(before);
            Leave(before, firing);
        }

        firing.Dormant = true;
        byId[firing.Id] = dormant[key] = firing;
    }

    private void Forget(Firing firing)
    {
        byId.Remove(firing.Id);
        var key = SlotOf(firing);
        if (firing.Dormant)
        {
            if (dormant.TryGetValue(key, out var asleep) && asleep == firing) dormant.Remove(key);
        }
        else if (slots.TryGetValue(key, out var slot) && slot.Remove(firing) && slot.Count == 0)
        {
            slots.Remove(key);
        }
    }
}

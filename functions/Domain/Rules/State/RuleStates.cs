using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Rules.Files;
using ServerlessIot.Domain.Rules.Groups;

namespace ServerlessIot.Domain.Rules.State;

/// <summary>
/// What the rules remember of all devices of a partition. Changes are written as the words that differ, so that what a journal holds is exactly what was
/// decided, whatever a later version of a rule would decide.
/// </summary>
public sealed partial class RuleStates
{
    /// <summary>Most bytes of changes of one tick: what is silent beyond them, the next tick notices.</summary>
    private const int MostTickBytes = 1 << 20;

    /// <summary>Most devices that one tick takes out of rules: the next tick goes on.</summary>
    private const int MostLeaving = 10_000;

    private const int LeavingAtOnce = 100;
    private readonly Dictionary<string, DeviceRules> devices = [];
    private readonly Shadows shadows = new();
    private readonly TickClock clock = new();
    private readonly FactsTable facts = new();
    private RuleLayout layout = RuleLayout.None;
    private RuleSet? set;
    private bool isReady;

    /// <summary>Devices that are known.</summary>
    public int Devices => devices.Count;

    /// <summary>Bytes of words and slots; objects and names come to about 250 more for a device.</summary>
    public long Bytes => devices.Values.Sum(device => (long)device.Bytes);

    /// <summary>Whether silence is held back after ticks were missing, as they are when the log was away: see <see cref="TickClock"/>.</summary>
    public bool HoldsSilence { get; set; } = true;

    /// <summary>The file in force; empty for the rules that ship.</summary>
    public ReadOnlyMemory<byte> File { get; private set; }

    /// <summary>The rules in force: those that ship, until others are put in force.</summary>
    /// <exception cref="CorruptDataException">Another version of the code put a file in force that this one refuses: it must not go on with other rules.</exception>
    public RuleSet Rules => set ??= File.IsEmpty ? RuleSet.Default : Read(File.Span);

    /// <summary>The groups that rules can name.</summary>
    public GroupSet Groups { get; private set; } = GroupSet.None;

    /// <summary>Whether what is remembered is laid out as this version of the code lays out the rules in force. If not, they have to be put in force again.</summary>
    public bool IsReady => isReady || (isReady = layout.IsOf(Rules));

    /// <summary>Puts rules in force. What a rule remembers stays where a rule of the same id, kind and size takes its place.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="changes">Where changes go.</param>
    /// <param name="ended">Told of each device and rule whose condition held and is looked at no more, with the time of its latest breach, Unix milliseconds.</param>
    public void Switch(RuleSet rules, ByteWriter changes, Action<string, string, long>? ended = null)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(changes);
        Flush(changes);
        var next = RuleLayout.Of(rules);
        if (ended is not null) End(layout.To(next), ended);
        changes.Byte(RuleOps.Rules);
        var file = rules.Hash == RuleSet.Default.Hash ? default : rules.File;
        changes.Bytes(file.Span);
        next.Write(changes);
        Switch(file, next);
        (set, isReady) = (rules, true);
    }

    /// <summary>Has other groups hold. Devices are taken out of rules that mean them no more by their next event or tick.</summary>
    public void Switch(GroupSet groups, ByteWriter changes)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(changes);
        Flush(changes);
        changes.Byte(RuleOps.Groups);
        changes.Bytes(groups.File.Span);
        Switch(groups);
    }

    /// <summary>Holds an event against the rules, or takes over what the registry says of its device.</summary>
    /// <param name="e">The event.</param>
    /// <param name="turns">Where what follows goes.</param>
    /// <param name="source">Who wrote it into the log, its <c>ce_source</c>; empty when that is not known.</param>
    /// <returns>The event's device.</returns>
    public DeviceRules Evaluate(DeviceEvent e, List<RuleTurn> turns, ReadOnlySpan<byte> source = default)
    {
        ArgumentNullException.ThrowIfNull(e);
        var device = DeviceLookup.GetOrAdd(devices, e, static key => new DeviceRules(key));
        shadows.Keep(device);
        if (EventProfiles.IsRegistration(e))
        {
            Register(e, device, turns);
            return device;
        }

        if (device.Plan is null) Enter(device, e.Time, turns);
        Rules.Evaluate(e, device, turns);
        device.Heard = e.Arrived;
        if (device.Slots.Length == 0 || e.Arrived < device.Touched) return device;
        device.Touched = e.Arrived;
        bridges.From(device, source);
        return device;
    }

    /// <summary>Holds a tick against the rules, after <see cref="Pass"/>. Writes all changes so far first.</summary>
    /// <param name="time">The tick's time, Unix milliseconds.</param>
    /// <param name="changes">Where changes go.</param>
    /// <param name="told">Told of each rule that a silence breaks, and of each whose condition held and that means the device no more.</param>
    public void OnTick(long time, ByteWriter changes, Action<DeviceRules, RuleTurn> told)
    {
        ArgumentNullException.ThrowIfNull(told);
        Flush(changes);
        var silence = Rules.NeedsTicks && !(HoldsSilence && clock.Holds(time));
        var (before, leaving) = (changes.Length, 0);
        var turns = new List<RuleTurn>();
        var until = bridges.HeardUntil(time);
        foreach (var device in devices.Values)
        {
            if (changes.Length - before > MostTickBytes || leaving > MostLeaving) break;
            if (device.Slots.Length == 0) continue;
            var plan = device.Plan ?? Enter(device, time, turns);
            if (device.IsUnsaved) leaving++;
            if (silence) foreach (var rule in plan.Ticking) RuleStep.OnTick(rule, until[device.Bridge], device, shadows, turns);
            foreach (var turn in turns) told(device, turn);
            turns.Clear();
            // So that what they forget counts, too.
            if (leaving % LeavingAtOnce == LeavingAtOnce - 1 && device.IsUnsaved) Flush(changes);
        }

        Flush(changes);
    }

    /// <summary>Time passes with a tick: devices that are long gone are forgotten. Is no change of its own: whoever applies changes calls it for each tick again.</summary>
    /// <param name="time">The tick's time, Unix milliseconds.</param>
    /// <param name="forget">A device from which nothing came for this long (arrival against ticks) is forgotten, ms.</param>
    public void Pass(long time, long forget)
    {
        clock.Pass(time);
        bridges.Pass(time);
        // Of what has no slot nothing is written: it may go whenever it is not heard of.
        var before = time - forget;
        foreach (var (key, device) in devices)
        {
            if (device.Facts is null && (device.IsKept ? device.Touched : device.Heard) < before) devices.Remove(key);
        }
    }

    /// <summary>Writes what changed since the last call.</summary>
    public void Flush(ByteWriter changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        shadows.Write(changes);
        bridges.Write(changes);
    }

    /// <summary>Makes a change again, after its first byte.</summary>
    /// <param name="op">The byte.</param>
    /// <param name="changes">The rest.</param>
    /// <returns>Whether it is one of these.</returns>
    public bool TryApply(byte op, ref ByteReader changes)
    {
        switch (op)
        {
            case RuleOps.Words:
                Shadows.Read(ref changes, DeviceOf(changes.Text()));
                return true;
            case RuleOps.Facts:
                DeviceOf(changes.Text()).LoadFacts(ref changes, facts);
                return true;
            case RuleOps.Groups:
                Switch(ReadGroups(changes.Bytes().ToArray()));
                return true;
            case RuleOps.Rules:
                var file = changes.Bytes().ToArray();
                Switch(file, RuleLayout.Read(ref changes));
                return true;
            default:
                return bridges.TryApply(op, ref changes, devices);
        }
    }

    /// <summary>Writes everything.</summary>
    public void Save(ByteWriter to)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Bytes(File.Span);
        layout.Write(to);
        to.Bytes(Groups.File.Span);
        var known = devices.Values.Where(device => device.IsKept).OrderBy(device => device.Key, StringComparer.Ordinal).ToList();
        to.Unsigned((ulong)known.Count);
        foreach (var device in known) device.Save(to);
        clock.Save(to);
        bridges.Save(to, known);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="from">The bytes.</param>
    /// <param name="former">Whether they are from before groups and bridges were known.</param>
    public void Load(ref ByteReader from, bool former = false)
    {
        File = from.Bytes().ToArray();
        layout = RuleLayout.Read(ref from);
        if (!former) Groups = ReadGroups(from.Bytes().ToArray());
        var known = new List<DeviceRules>();
        for (var left = from.Count(); left > 0; left--)
        {
            var device = DeviceOf(from.Text());
            device.Load(ref from, former ? null : facts);
            known.Add(device);
        }

        clock.Load(ref from);
        if (!former) bridges.Load(ref from, known);
    }

    private static GroupSet ReadGroups(byte[] file) => file.Length == 0 ? GroupSet.None : GroupSet.Read(file);

    private void Register(DeviceEvent e, DeviceRules device, List<RuleTurn> turns)
    {
        if (RegistrationRecord.Of(e) is not { } said || said.Revision <= device.Revision) return;
        (device.Facts, device.Revision) = (said.Facts is null ? null : facts.Shared(KnownFacts.Of(said.Facts)), said.Revision);
        device.Touched = Math.Max(device.Touched, e.Arrived);
        Enter(device, e.Time, turns);
    }

    /// <summary>Finds the rules that mean a device, and has those forget it that do no more.</summary>
    private RulePlan Enter(DeviceRules device, long time, List<RuleTurn> turns)
    {
        var plan = Rules.PlanOf(device.Tenant, device.Name, device.Facts?.Facts, Groups);
        for (var i = 0; i < device.Slots.Length; i++)
        {
            var slot = device.Slots[i];
            if (plan.Has(slot.Rule)) continue;
            var words = device.Words.Slice(slot.At, device.CountAt(i));
            if (!words.ContainsAnyExcept(0UL)) continue;
            shadows.Keep(device);
            if (SlotHead.IsOpen(words[0])) turns.Add(new RuleTurn(Rules.Rules[slot.Rule], true, default, Math.Max(time, Latest(words, slot.Rule))));
            words.Clear();
        }

        return device.Plan = plan;
    }

    /// <summary>Time of the latest breach of a condition that holds: devices' clocks may be ahead of what ends it.</summary>
    private long Latest(ReadOnlySpan<ulong> words, int rule) => SlotHead.Words(Rules.Rules[rule].Head) == 1 ? SlotHead.Time(words[0]) : (long)words[1];

    private void End(ReadOnlySpan<int> indexes, Action<string, string, long> ended)
    {
        foreach (var device in devices.Values)
        {
            foreach (var slot in device.Slots)
            {
                if (indexes[slot.Rule] < 0 && SlotHead.IsOpen(device.Words[slot.At])) ended(device.Key, layout.IdOf(slot.Rule), Latest(device.Words[slot.At..], slot.Rule));
            }
        }
    }

    private static RuleSet Read(ReadOnlySpan<byte> file)
    {
        try
        {
            return RuleFile.Read(file);
        }
        catch (RuleFileException error)
        {
            throw new CorruptDataException($"The rules in force cannot be read by this version of the code: {error.Message}", error);
        }
    }

    private DeviceRules DeviceOf(string key)
    {
        if (!devices.TryGetValue(key, out var device)) devices[key] = device = new DeviceRules(key);
        return device;
    }

    private void Switch(GroupSet groups)
    {
        Groups = groups;
        if (!Rules.NamesGroups) return;
        foreach (var device in devices.Values) device.Plan = null;
    }

    private void Switch(ReadOnlyMemory<byte> file, RuleLayout next)
    {
        var indexes = layout.To(next);
        foreach (var device in devices.Values) device.Renumber(indexes);
        (File, layout, set, isReady) = (file, next, null, false);
    }
}

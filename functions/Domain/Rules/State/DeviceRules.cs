using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Rules.Groups;

namespace ServerlessIot.Domain.Rules.State;

/// <summary>What the rules remember of one device: words in slots, a slot for each rule that has something to remember.</summary>
/// <param name="key">The device, <c>tenant/device</c>.</param>
public sealed class DeviceRules(string key)
{
    /// <summary>Most words: slots begin at a 16-bit index.</summary>
    internal const int MostWords = ushort.MaxValue;
    private ulong[] words = [];
    private Slot[] slots = [];

    /// <summary>The device, <c>tenant/device</c>.</summary>
    public string Key => key;

    /// <summary>Its tenant.</summary>
    public string Tenant => key[..key.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>Its id.</summary>
    public string Name => key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary>Arrival of the latest event that changed a word, Unix milliseconds.</summary>
    internal long Touched { get; set; }

    /// <summary>Arrival of its latest event as far as this process knows, Unix milliseconds.</summary>
    internal long Heard { get; set; }

    /// <summary>Index of the bridge that its latest event came from, see <see cref="BridgeMarks"/>; 0 for none that is known. Of a device with slots only.</summary>
    internal ushort Bridge { get; set; }

    /// <summary>The rules that look at the device; null before its first event, and after the set was changed.</summary>
    internal RulePlan? Plan { get; set; }

    /// <summary>What the registry says of it; null = nothing.</summary>
    internal KnownFacts? Facts { get; set; }

    /// <summary>Revision of that; 0 when the registry never said anything.</summary>
    internal long Revision { get; set; }

    /// <summary>Whether something is remembered of it that is written.</summary>
    internal bool IsKept => slots.Length > 0 || Revision > 0;

    /// <summary>Whether it is among the devices whose changes are not written yet.</summary>
    internal bool IsUnsaved { get; set; }

    /// <summary>Slots that it has.</summary>
    internal ReadOnlySpan<Slot> Slots => slots;

    /// <summary>All words.</summary>
    internal Span<ulong> Words => words;

    /// <summary>Bytes of its slots and words.</summary>
    internal int Bytes => (words.Length * 8) + (slots.Length * 4);

    /// <summary>Place of a rule's words; −1 when it has none.</summary>
    internal int Find(int rule)
    {
        foreach (var slot in slots)
        {
            if (slot.Rule == rule) return slot.At;
        }

        return -1;
    }

    /// <summary>Makes room for a rule.</summary>
    internal int Add(int rule, int count)
    {
        var at = words.Length;
        Array.Resize(ref words, at + count);
        Array.Resize(ref slots, slots.Length + 1);
        slots[^1] = new Slot((ushort)rule, (ushort)at);
        return at;
    }

    /// <summary>Words of the slot that begins at a word.</summary>
    internal int CountAt(int slot) => (slot + 1 < slots.Length ? slots[slot + 1].At : words.Length) - slots[slot].At;

    /// <summary>Takes over slots under other indexes; those of −1 are forgotten.</summary>
    internal void Renumber(ReadOnlySpan<int> indexes)
    {
        var (before, old) = (slots, words);
        var counts = new int[before.Length];
        for (var i = 0; i < before.Length; i++) counts[i] = CountAt(i);
        (slots, words, Plan) = ([], [], null);
        for (var i = 0; i < before.Length; i++)
        {
            if (indexes[before[i].Rule] < 0) continue;
            var at = Add(indexes[before[i].Rule], counts[i]);
            old.AsSpan(before[i].At, counts[i]).CopyTo(words.AsSpan(at));
        }

        if (slots.Length == 0) Bridge = 0;
    }

    internal void Save(ByteWriter to)
    {
        to.Text(key);
        to.Signed(Touched);
        SaveFacts(to);
        to.Unsigned((ulong)slots.Length);
        for (var i = 0; i < slots.Length; i++)
        {
            to.Unsigned(slots[i].Rule);
            to.Unsigned((ulong)CountAt(i));
        }

        foreach (var word in words) to.Fixed64(word);
    }

    /// <summary>Writes what the registry says.</summary>
    internal void SaveFacts(ByteWriter to)
    {
        to.Unsigned((ulong)Revision);
        if (Revision > 0) to.Bytes(Facts is null ? default : Facts.Json.Span);
    }

    /// <summary>Reads what <see cref="SaveFacts"/> wrote.</summary>
    internal void LoadFacts(ref ByteReader from, FactsTable table)
    {
        Revision = (long)from.Unsigned();
        var json = Revision > 0 ? from.Bytes() : default;
        Facts = json.IsEmpty ? null : table.Shared(KnownFacts.Read(json.ToArray()));
        Plan = null;
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="from">The bytes.</param>
    /// <param name="table">Shares what the registry says; null where it never said anything, as in what earlier versions wrote.</param>
    internal void Load(ref ByteReader from, FactsTable? table)
    {
        Touched = from.Signed();
        if (table is not null) LoadFacts(ref from, table);
        for (var left = from.Count(); left > 0; left--)
        {
            var rule = from.Count();
            Add(rule, from.Count());
        }

        foreach (ref var word in words.AsSpan()) word = from.Fixed64();
    }

    /// <summary>Room of one rule.</summary>
    /// <param name="Rule">Index of the rule.</param>
    /// <param name="At">First word.</param>
    internal readonly record struct Slot(ushort Rule, ushort At);
}

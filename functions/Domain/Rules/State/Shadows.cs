using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Rules.State;

/// <summary>Devices whose words may differ from what is written, with the words as they were. Reuses its memory.</summary>
internal sealed class Shadows
{
    private readonly List<(DeviceRules Device, int At, int Words, int Slots, long Touched, long Revision)> devices = [];
    private ulong[] before = [];
    private int used;

    /// <summary>Keeps a device's words as they are, unless they are kept already.</summary>
    public void Keep(DeviceRules device)
    {
        if (device.IsUnsaved) return;
        device.IsUnsaved = true;
        var words = device.Words;
        if (before.Length - used < words.Length) Array.Resize(ref before, Math.Max(before.Length * 2, used + words.Length));
        words.CopyTo(before.AsSpan(used));
        devices.Add((device, used, words.Length, device.Slots.Length, device.Touched, device.Revision));
        used += words.Length;
    }

    /// <summary>Writes what differs, and forgets all.</summary>
    public void Write(ByteWriter to)
    {
        foreach (var (device, at, words, slots, touched, revision) in devices)
        {
            device.IsUnsaved = false;
            if (device.Revision != revision)
            {
                to.Byte(RuleOps.Facts);
                to.Text(device.Key);
                device.SaveFacts(to);
            }

            // A silence that was noticed changes words alone; what changes nothing is not written.
            if (device.Slots.Length == slots && device.Touched == touched && device.Words.SequenceEqual(before.AsSpan(at, words))) continue;
            to.Byte(RuleOps.Words);
            to.Text(device.Key);
            to.Signed(device.Touched);
            to.Unsigned((ulong)(device.Slots.Length - slots));
            for (var i = slots; i < device.Slots.Length; i++)
            {
                to.Unsigned(device.Slots[i].Rule);
                to.Unsigned((ulong)device.CountAt(i));
            }

            Differences(device.Words, before.AsSpan(at, words), to);
        }

        devices.Clear();
        used = 0;
    }

    /// <summary>Reads one device's differences.</summary>
    public static void Read(ref ByteReader from, DeviceRules device)
    {
        device.Touched = from.Signed();
        for (var added = from.Count(); added > 0; added--)
        {
            var rule = from.Count();
            device.Add(rule, from.Count());
        }

        var words = device.Words;
        var at = -1;
        for (var gap = from.Count(); gap > 0; gap = from.Count())
        {
            at += gap;
            if (at >= words.Length) throw new CorruptDataException("A word lies beyond the device's.");
            words[at] = from.Fixed64();
        }
    }

    /// <summary>Distance from the word before, from 1, and the word; a distance of 0 ends them.</summary>
    private static void Differences(ReadOnlySpan<ulong> words, ReadOnlySpan<ulong> old, ByteWriter to)
    {
        var last = -1;
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == (i < old.Length ? old[i] : 0)) continue;
            to.Unsigned((ulong)(i - last));
            to.Fixed64(words[i]);
            last = i;
        }

        to.Unsigned(0);
    }
}

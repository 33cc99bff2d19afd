using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Decoding.Sparkplug;

namespace ServerlessIot.Steps.Validate;

/// <summary>What the latest birth of each Sparkplug edge node and device told.</summary>
public sealed partial class ValidateState
{
    /// <summary>Most names of one partition, some 50 MB; beyond, the births that are longest ago are forgotten, and their senders' aliases are refused until the next birth.</summary>
    public const int MostNames = 500_000;

    /// <summary>A snapshot with names begins with it and the version; one without begins with a number that is never so large.</summary>
    private const ulong Versioned = 1UL << 63;
    private const ulong WithNames = Versioned | 2;
    private readonly Dictionary<string, Birth> births = [];
    private long lastBirth;
    private int names;

    /// <summary>Edge nodes and devices whose births are remembered.</summary>
    public int Births => births.Count;

    /// <summary>What the latest birth of a device told; null when none is known.</summary>
    internal SparkplugNames? NamesOf(string device) => births.TryGetValue(device, out var birth) ? birth.Names : null;

    /// <summary>Whether a birth may take the place of what is known: not when it is older, nor, when it is redriven, of one that told anything.</summary>
    internal bool MayName(string device, uint second, bool redriven) => !births.TryGetValue(device, out var birth) || ((!redriven || birth.Names.Count == 0) && second >= birth.Second);

    /// <summary>Remembers a birth in place of the one before. Writes the change.</summary>
    internal void Name(string device, SparkplugNames told, uint second, ByteWriter changes)
    {
        changes.Byte(Named);
        WriteBirth(changes, device, told, second);
        Remember(device, told, second);
    }

    private void ApplyNames(ref ByteReader changes)
    {
        var device = changes.Text();
        var second = (uint)changes.Unsigned();
        Remember(device, SparkplugNames.Read(ref changes), second);
    }

    private static void SkimNames(ref ByteReader changes)
    {
        changes.Bytes();
        changes.Unsigned();
        SparkplugNames.Read(ref changes);
    }

    private static void WriteBirth(ByteWriter to, string device, SparkplugNames told, uint second)
    {
        to.Text(device);
        to.Unsigned(second);
        told.Write(to);
    }

    private void Remember(string device, SparkplugNames told, uint second)
    {
        Drop(device);
        births.Add(device, new Birth(told, second, ++lastBirth));
        names += Weight(told);
        while (names > MostNames) Drop(births.MinBy(birth => birth.Value.Order).Key);
    }

    private void Drop(string device)
    {
        if (births.Remove(device, out var birth)) names -= Weight(birth.Names);
    }

    /// <summary>A birth that told nothing takes its place, too.</summary>
    private static int Weight(SparkplugNames told) => Math.Max(1, told.Count);

    /// <summary>A sender is silent when its birth is long ago and none of its ids are remembered any more.</summary>
    private void ForgetSilentNames(long second)
    {
        foreach (var (device, birth) in births)
        {
            if (second - birth.Second > forgottenAfterSeconds && !devices.ContainsKey(device) && !devices.ContainsKey(OfMany(device))) Drop(device);
        }
    }

    private void SaveNames(ByteWriter to)
    {
        if (births.Count == 0) return;
        to.Unsigned(WithNames);
        to.Unsigned((ulong)births.Count);
        foreach (var (device, birth) in births.OrderBy(birth => birth.Value.Order)) WriteBirth(to, device, birth.Names, birth.Second);
    }

    private void LoadNames(ref ByteReader from)
    {
        var ahead = from;
        var version = ahead.Unsigned();
        if (version < Versioned) return;
        if (version != WithNames) throw new CorruptDataException($"Validate's state has version {version & ~Versioned}; this code reads up to {WithNames & ~Versioned}. Deploy the newer version again.");
        for (var left = ahead.Count(); left > 0; left--) ApplyNames(ref ahead);
        from = ahead;
    }

    private sealed record Birth(SparkplugNames Names, uint Second, long Order);
}

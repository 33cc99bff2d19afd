using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Decoding.Sparkplug;

/// <summary>The names, aliases and data types that a birth told: at most <see cref="PayloadLimits.Metrics"/>. Does not change once it is told.</summary>
public sealed class SparkplugNames
{
    private readonly List<SparkplugName> _all = [];
    private readonly Dictionary<ulong, int> _byAlias = [];
    private readonly Dictionary<string, int> _byName = [];

    /// <summary>How many there are.</summary>
    public int Count => _all.Count;

    /// <summary>The name of an alias.</summary>
    public bool TryFind(ulong alias, out SparkplugName name)
    {
        var known = _byAlias.TryGetValue(alias, out var index);
        name = known ? _all[index] : default;
        return known;
    }

    /// <summary>What was told of a name.</summary>
    public bool TryFind(string name, out SparkplugName found)
    {
        var known = _byName.TryGetValue(name, out var index);
        found = known ? _all[index] : default;
        return known;
    }

    /// <summary>Adds a name; of an alias or name that comes twice the first counts. Beyond the limit it is left out.</summary>
    internal void Add(SparkplugName name)
    {
        if (_all.Count == PayloadLimits.Metrics || _byName.ContainsKey(name.Name)) return;
        var newAlias = name.Alias is { } alias && _byAlias.TryAdd(alias, _all.Count);
        if (_byName.TryAdd(name.Name, _all.Count) || newAlias) _all.Add(newAlias ? name : name with { Alias = null });
    }

    /// <summary>Writes them.</summary>
    public void Write(ByteWriter to)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Unsigned((ulong)_all.Count);
        foreach (var name in _all)
        {
            to.Byte(name.Alias is null ? (byte)0 : (byte)1);
            if (name.Alias is { } alias) to.Unsigned(alias);
            to.Text(name.Name);
            to.Byte(name.Type);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="CorruptDataException">It is not what any version wrote.</exception>
    public static SparkplugNames Read(ref ByteReader from)
    {
        var names = new SparkplugNames();
        for (var left = from.Count(); left > 0; left--)
        {
            ulong? alias = from.Byte() == 0 ? null : from.Unsigned();
            names.Add(new SparkplugName(alias, Text.TextCache.Get(from.Bytes()), from.Byte()));
        }

        return names;
    }
}

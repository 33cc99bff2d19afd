using System.Text;
using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Rules.State;

/// <summary>Which rule has which index, and how many words it takes: what is needed to read words that another set, or another version of the code, has written.</summary>
/// <param name="Names">Id, kind and a hash of what the words are about, by index.</param>
/// <param name="Words">Words by index, with the first ones that all have.</param>
internal sealed record RuleLayout(string[] Names, int[] Words)
{
    /// <summary>Of no rules.</summary>
    public static RuleLayout None { get; } = new([], []);

    /// <summary>Of a set.</summary>
    public static RuleLayout Of(RuleSet set) => new([.. set.Rules.Select(NameOf)], [.. set.Rules.Select(rule => rule.StateBytes / 8)]);

    /// <summary>Id of a rule.</summary>
    public string IdOf(int rule) => Names[rule][..Names[rule].IndexOf(' ', StringComparison.Ordinal)];

    /// <summary>Whether a set is laid out so.</summary>
    public bool IsOf(RuleSet set)
    {
        var other = Of(set);
        return Names.AsSpan().SequenceEqual(other.Names) && Words.AsSpan().SequenceEqual(other.Words);
    }

    /// <summary>Where each rule went: its index in another layout, or −1 when it is not there, of another size, or about something else.</summary>
    public int[] To(RuleLayout next)
    {
        var places = next.Names.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i);
        return [.. Names.Select((name, i) => places.TryGetValue(name, out var place) && next.Words[place] == Words[i] ? place : -1)];
    }

    /// <summary>Writes it.</summary>
    public void Write(ByteWriter to)
    {
        to.Unsigned((ulong)Names.Length);
        for (var i = 0; i < Names.Length; i++)
        {
            to.Text(Names[i]);
            to.Unsigned((ulong)Words[i]);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static RuleLayout Read(ref ByteReader from)
    {
        var count = from.Count();
        if (count > RuleSet.MostRules) throw new CorruptDataException("There are too many rules.");
        var (names, words) = (new string[count], new int[count]);
        for (var i = 0; i < count; i++) (names[i], words[i]) = (from.Text(), from.Count());
        return new RuleLayout(names, words);
    }

    private static string NameOf(Rule rule) =>
        rule.About.Length == 0 ? $"{rule.Head.Id} {rule.Kind}" : $"{rule.Head.Id} {rule.Kind} {Crc32C.Of(Encoding.UTF8.GetBytes(rule.About)):x8}";
}

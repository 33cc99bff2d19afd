using System.Text;

namespace ServerlessIot.Domain.Rules.Groups;

/// <summary>Has devices of which the registry says the same share it: a fleet has few kinds of devices, and many of each.</summary>
internal sealed class FactsTable
{
    /// <summary>Longer ones are those of one device each.</summary>
    private const int Longest = 1_024;

    /// <summary>Most bytes that are looked through; then it begins anew.</summary>
    private const int Most = 16 << 20;
    private readonly Dictionary<string, KnownFacts> known = new(StringComparer.Ordinal);
    private long bytes;

    /// <summary>The one to use.</summary>
    public KnownFacts Shared(KnownFacts facts)
    {
        if (facts.Json.Length > Longest) return facts;
        var key = Encoding.UTF8.GetString(facts.Json.Span);
        if (known.TryGetValue(key, out var before)) return before;
        if (bytes > Most)
        {
            known.Clear();
            bytes = 0;
        }

        known[key] = facts;
        bytes += 2 * key.Length;
        return facts;
    }
}

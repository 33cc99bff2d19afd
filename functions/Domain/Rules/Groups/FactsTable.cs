using System.Text;

namespace ServerlessIot.Domain.Rules.Groups;

/// <summary>Has devices of which the registry says the same share it: a fleet has few kinds of devices, and many of each.</summary>
internal sealed class FactsTable
{
    /// <summary>Most that are looked for; beyond them devices have what is said of them for themselves.</summary>
    private const int Most = 100_000;
    private readonly Dictionary<string, KnownFacts> known = new(StringComparer.Ordinal);

    /// <summary>The one to use.</summary>
    public KnownFacts Shared(KnownFacts facts)
    {
        var key = Encoding.UTF8.GetString(facts.Json.Span);
        if (known.TryGetValue(key, out var before)) return before;
        if (known.Count == Most) known.Clear();
        known[key] = facts;
        return facts;
    }
}

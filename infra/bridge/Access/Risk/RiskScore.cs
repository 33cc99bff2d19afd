using System.Globalization;

namespace ServerlessIot.Bridge.Access.Risk;

/// <summary>How much speaks against a device just now.</summary>
/// <param name="Elsewhere">It is not in a network that it usually comes from: 0.3.</param>
/// <param name="Night">It is night: 0.2.</param>
/// <param name="Suspicious">Its address is on the list: 0.4.</param>
/// <param name="OddDeeds">What it did in the last minutes that a device does not do: a tenth each, at most 10, and nothing up to 0.5.</param>
internal readonly record struct RiskScore(bool Elsewhere, bool Night, bool Suspicious, int OddDeeds)
{
    /// <summary>Sum in tenths: 0.1 and 0.2 are not 0.3 in floating point.</summary>
    public int Tenths => (Elsewhere ? 3 : 0) + (Night ? 2 : 0) + (Suspicious ? 4 : 0) + (OddDeeds > 5 ? Math.Min(OddDeeds, 10) : 0);

    public AccessLevel Level => Tenths < 2 ? AccessLevel.Own : Tenths < 5 ? AccessLevel.Restricted : AccessLevel.Minimal;

    /// <summary>For people: level, sum and what it is made of.</summary>
    public override string ToString()
    {
        string?[] parts = [Elsewhere ? "unusual network" : null, Night ? "night" : null, Suspicious ? "suspicious address" : null, OddDeeds > 5 ? "odd behaviour" : null];
        var why = string.Join(", ", parts.Where(p => p is not null));
        return string.Create(CultureInfo.InvariantCulture, $"{Level.ToString().ToLowerInvariant()}, risk {Tenths / 10.0:0.0}{(why.Length > 0 ? ": " : "")}{why}");
    }
}

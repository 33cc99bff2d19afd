using ServerlessIot.Plan.Bill;

namespace ServerlessIot.Plan.Archive;

/// <summary>Prices of the tiers, locally redundant: hot, cool, cold, archive.</summary>
/// <param name="prices">All prices.</param>
public sealed class TierPrices(Prices prices)
{
    /// <summary>The tiers.</summary>
    public static IReadOnlyList<string> Tiers { get; } = ["hot", "cool", "cold", "archive"];

    /// <summary>So many GB for a month.</summary>
    public double Data(string tier, double gigabytes) => prices.Of(tier == "hot" ? "storage.gigabytes.Standard_LRS" : $"storage.{tier}.gigabytes", gigabytes);

    /// <summary>So many writes.</summary>
    public double Writes(string tier, double writes) => prices.Of(tier == "hot" ? "storage.writes.Standard_LRS" : $"storage.{tier}.writes", writes / 1e6);

    /// <summary>So many reads; of the tier Archive, changes out of it.</summary>
    public double Reads(string tier, double reads) => prices.Of(tier == "hot" ? "storage.reads" : $"storage.{tier}.reads", reads / 1e6);

    /// <summary>So many GB read; nothing in the hot tier.</summary>
    public double Retrieval(string tier, double gigabytes) => tier == "hot" ? 0 : prices.Of($"storage.{tier}.retrieval", gigabytes);
}

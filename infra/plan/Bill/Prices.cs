namespace ServerlessIot.Plan.Bill;

/// <summary>What services cost: the content of prices.json.</summary>
public sealed record Prices
{
    /// <summary>Currency of all prices.</summary>
    public required string Currency { get; init; }

    /// <summary>Day that the prices are of.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>Region that they are of.</summary>
    public required string Region { get; init; }

    /// <summary>Prices by name.</summary>
    public required IReadOnlyDictionary<string, Price> Items { get; init; }

    /// <summary>Parts that are there whatever the load.</summary>
    public required FixedParts Fixed { get; init; }

    /// <summary>Shortest stays in a tier.</summary>
    public required EarlyDeletion EarlyDeletion { get; init; }

    /// <summary>Reads prices.json.</summary>
    /// <exception cref="PlanException">The file is missing, or not as it should be.</exception>
    public static Prices Read(string file) => JsonFile.Read<Prices>(file);

    /// <summary>What so many units of an item cost in a month, less what is free.</summary>
    /// <exception cref="PlanException">The item has no price.</exception>
    public double Of(string item, double units)
    {
        var price = Item(item);
        return Math.Max(0, units - price.Free) * price.Amount;
    }

    private Price Item(string item) => Items.TryGetValue(item, out var price) ? price : throw new PlanException($"prices.json has no item {item}.");
}

/// <summary>A price.</summary>
/// <param name="Amount">For one unit.</param>
/// <param name="Unit">What is paid for.</param>
/// <param name="Source">The price page that it is from.</param>
/// <param name="Free">Units of a month that cost nothing.</param>
public sealed record Price([property: System.Text.Json.Serialization.JsonPropertyName("price")] double Amount, string Unit, string Source, double Free = 0);

/// <summary>Parts that are there whatever the load.</summary>
/// <param name="PublicAddresses">Of the bridge's environment.</param>
/// <param name="LoadBalancers">Of the bridge's environment.</param>
/// <param name="LogRules">Alarms that ask the workspace.</param>
/// <param name="MetricRules">Alarms that watch a metric.</param>
/// <param name="VaultOperationsPerMonth">Reads of secrets.</param>
/// <param name="Source">Where the numbers come from.</param>
public sealed record FixedParts(int PublicAddresses, int LoadBalancers, int LogRules, int MetricRules, double VaultOperationsPerMonth, string Source);

/// <summary>Days for which a blob is paid at least, however early it is deleted or moved.</summary>
/// <param name="CoolDays">In Cool.</param>
/// <param name="ColdDays">In Cold.</param>
/// <param name="ArchiveDays">In Archive.</param>
/// <param name="Source">Where the numbers come from.</param>
public sealed record EarlyDeletion(double CoolDays, double ColdDays, double ArchiveDays, string Source);

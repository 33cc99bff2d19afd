using ServerlessIot.Plan.Input;
using ServerlessIot.Plan.Needs;
using ServerlessIot.Plan.Simulation;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan.Bill;

/// <summary>What a load costs in a month.</summary>
/// <param name="Lines">Its parts.</param>
public sealed record MonthlyBill(IReadOnlyList<BillLine> Lines)
{
    /// <summary>All of it.</summary>
    public double Total => Lines.Sum(line => line.Amount);

    /// <summary>The parts that are there without any message.</summary>
    public double AlwaysOn => Lines.Where(line => line.AlwaysOn).Sum(line => line.Amount);

    /// <summary>By service, the dearest first.</summary>
    public IEnumerable<(string Service, double Amount)> Services =>
        Lines.GroupBy(line => line.Service).Select(lines => (lines.Key, lines.Sum(line => line.Amount))).OrderByDescending(service => service.Item2);

    /// <summary>Writes a bill.</summary>
    public static MonthlyBill Of(Load load, Size size, Costs.Costs costs, Prices prices, DayResult day, EventHubsNeed hubs, CosmosNeed cosmos, StorageNeed storage, BridgeNeed bridge) => new(
    [
        .. EventHubs(size, prices, hubs),
        .. Functions(size, costs, prices, day),
        .. Storage(size, prices, storage),
        .. Cosmos(size, prices, cosmos),
        .. Bridge(size, prices, bridge),
        .. Watching(size, costs, prices, day, bridge),
        new("Container Registry", size.RegistrySku, prices.Of($"registry.{size.RegistrySku}", Month.Days), AlwaysOn: true),
        new("Key Vault", "operations", prices.Of("vault.operations", prices.Fixed.VaultOperationsPerMonth / 1e6)),
    ]);

    private static IEnumerable<BillLine> EventHubs(Size size, Prices prices, EventHubsNeed need)
    {
        var (tier, units) = (size.EventHubs.Tier, size.EventHubs.Units);
        // Auto-inflate goes up with the load and never down again.
        if (tier == "Standard") units = Math.Clamp(need.StandardUnits, units, Math.Max(units, size.EventHubs.MostUnits));
        yield return new("Event Hubs", $"{tier}, {units} units", prices.Of($"eventHubs.{tier}", units * Month.Hours), AlwaysOn: true);
        if (tier == "Standard") yield return new("Event Hubs", "events", prices.Of("eventHubs.ingress", need.MonthlyEvents));
    }

    private static IEnumerable<BillLine> Functions(Size size, Costs.Costs costs, Prices prices, DayResult day)
    {
        double demand = 0, ready = 0, baseline = 0, executions = 0;
        foreach (var function in day.Functions)
        {
            var gigabytes = function.Size.MemoryMegabytes / 1024.0;
            demand += gigabytes * function.Monthly(counters => counters.BilledOnDemand);
            ready += gigabytes * function.Monthly(counters => counters.BilledReady);
            baseline += gigabytes * function.Size.AlwaysReady * Month.Seconds;
            executions += function.Monthly(counters => counters.Batches);
        }

        var memory = size.Ops.MemoryMegabytes / 1024.0;
        baseline += memory * size.Ops.AlwaysReady * Month.Seconds;
        var timers = 0.0;
        foreach (var (name, every) in size.Ops.Timers)
        {
            var runs = Month.Seconds / every;
            executions += runs;
            timers += memory * runs * Math.Max(1, Math.Ceiling((costs.Timers.Seconds.TryGetValue(name, out var seconds) ? seconds : 0) * 10) / 10);
        }

        var executing = prices.Of("functions.onDemand", demand + timers);
        yield return new("Functions", "Kafka functions, on demand", executing * (demand + timers > 0 ? demand / (demand + timers) : 0));
        yield return new("Functions", "timers", executing * (demand + timers > 0 ? timers / (demand + timers) : 0));
        yield return new("Functions", "always-ready instances", prices.Of("functions.readyBaseline", baseline), AlwaysOn: true);
        yield return new("Functions", "executing on always-ready instances", prices.Of("functions.readyExecution", ready));
        yield return new("Functions", "executions", prices.Of("functions.executions", executions / 1e6));
    }

    private static IEnumerable<BillLine> Storage(Size size, Prices prices, StorageNeed need)
    {
        yield return new("Storage", "commits", prices.Of($"storage.writes.{size.StorageSku}", need.Commits / 1e6));
        yield return new("Storage", "blobs of the archive", prices.Of($"storage.writes.{size.StorageSku}", need.Uploads / 1e6) + prices.Of("storage.reads", need.Heads / 1e6));
        yield return new("Storage", "audit", prices.Of("storage.reads", need.AuditReads / 1e6));
        yield return new("Storage", "first month's data", prices.Of($"storage.gigabytes.{size.StorageSku}", need.NewGigabytes));
    }

    private static IEnumerable<BillLine> Cosmos(Size size, Prices prices, CosmosNeed need)
    {
        yield return new("Cosmos DB", "data", prices.Of("cosmos.gigabytes", need.StoredGigabytes));
        if (size.Cosmos.Serverless)
        {
            yield return new("Cosmos DB", "request units", prices.Of("cosmos.serverless", need.MonthlyMillions));
            yield break;
        }

        // Autoscale bills each hour's busiest second, which is the one after a tick, and at least a tenth of the maximum.
        double least = 0, hours = 0;
        foreach (var (container, most) in size.Cosmos.MostUnits)
        {
            least += most / 10 / 100 * Month.Hours;
            hours += need.Hourly[container].Average(units => Math.Clamp(units * need.Bursts(container), most / 10, most)) / 100 * Month.Hours;
        }

        yield return new("Cosmos DB", "a tenth of the autoscale maximum", prices.Of("cosmos.autoscale", least), AlwaysOn: true);
        yield return new("Cosmos DB", "request units beyond, by the busiest second", prices.Of("cosmos.autoscale", hours) - prices.Of("cosmos.autoscale", least));
    }

    private static IEnumerable<BillLine> Bridge(Size size, Prices prices, BridgeNeed need)
    {
        double active = need.ActiveHours / 24 * Month.Seconds, idle = need.IdleHours / 24 * Month.Seconds;
        yield return new(
            "Container Apps", "bridge",
            prices.Of("containers.cpu", active * size.Bridge.Cpu) + prices.Of("containers.cpuIdle", idle * size.Bridge.Cpu)
            + prices.Of("containers.memory", (active + idle) * size.Bridge.MemoryGibibytes),
            AlwaysOn: true);
        yield return new("Network", "public addresses", prices.Of("network.address", prices.Fixed.PublicAddresses * Month.Hours), AlwaysOn: true);
        yield return new("Network", "load balancer", prices.Of("network.loadBalancer", prices.Fixed.LoadBalancers * Month.Hours), AlwaysOn: true);
    }

    private static IEnumerable<BillLine> Watching(Size size, Costs.Costs costs, Prices prices, DayResult day, BridgeNeed bridge)
    {
        var telemetry = costs.Telemetry;
        var executions = day.Functions.Sum(function => function.Monthly(counters => counters.Batches)) + size.Ops.Timers.Values.Sum(every => Month.Seconds / every);
        var hours = day.Functions.Sum(function => function.Monthly(counters => counters.InstanceSeconds)) / 3_600;
        hours += (bridge.ActiveHours + bridge.IdleHours) / 24 * Month.Hours;
        var gigabytes = ((executions * telemetry.BytesPerExecution) + (hours * telemetry.BytesPerInstanceHour)) / 1e9;
        yield return new("Monitor", "telemetry", prices.Of("logs.gigabytes", Math.Min(gigabytes, telemetry.CapGigabytesPerDay * Month.Days)));
        yield return new(
            "Monitor", "alarms", prices.Of("alarms.log", prices.Fixed.LogRules) + prices.Of("alarms.metric", prices.Fixed.MetricRules), AlwaysOn: true);
    }
}

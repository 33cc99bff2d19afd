namespace ServerlessIot.Plan.Sizing;

/// <summary>One entry of bicep/sizes.json with what belongs to it elsewhere.</summary>
public sealed record Size
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Messages a second that it is made for.</summary>
    public required double MessagesPerSecond { get; init; }

    /// <summary>Event Hubs.</summary>
    public required EventHubsSize EventHubs { get; init; }

    /// <summary>Partitions by topic.</summary>
    public required IReadOnlyDictionary<string, int> Partitions { get; init; }

    /// <summary>Redundancy of the storage accounts, such as Standard_ZRS.</summary>
    public required string StorageSku { get; init; }

    /// <summary>Cosmos.</summary>
    public required CosmosSize Cosmos { get; init; }

    /// <summary>The bridge.</summary>
    public required BridgeSize Bridge { get; init; }

    /// <summary>Tier of the container registry.</summary>
    public required string RegistrySku { get; init; }

    /// <summary>Kafka functions, each after those whose output it reads.</summary>
    public required IReadOnlyList<FunctionSize> Functions { get; init; }

    /// <summary>Timers and the API.</summary>
    public required OpsSize Ops { get; init; }
}

/// <summary>Event Hubs.</summary>
/// <param name="Tier">Standard, Premium or Dedicated.</param>
/// <param name="Units">Throughput, processing or capacity units.</param>
/// <param name="MostUnits">What auto-inflate may reach.</param>
/// <param name="RetentionHours">Hours that records are kept.</param>
public sealed record EventHubsSize(string Tier, int Units, int MostUnits, int RetentionHours);

/// <summary>Cosmos.</summary>
/// <param name="Serverless">Paid for each request, rather than by autoscale.</param>
/// <param name="MostUnits">RU/s that each container may use at most.</param>
public sealed record CosmosSize(bool Serverless, IReadOnlyDictionary<string, double> MostUnits);

/// <summary>The bridge.</summary>
/// <param name="Cpu">Cores of a replica.</param>
/// <param name="MemoryGibibytes">Memory of a replica.</param>
/// <param name="Fewest">Replicas that always run.</param>
/// <param name="Most">Most replicas.</param>
/// <param name="Connections">Connections for each of which one more replica is started.</param>
public sealed record BridgeSize(double Cpu, double MemoryGibibytes, int Fewest, int Most, int Connections);

/// <summary>Ops.</summary>
/// <param name="MemoryMegabytes">Memory of an instance.</param>
/// <param name="AlwaysReady">Instances that always run, of all its functions.</param>
/// <param name="Timers">Names of the timers with the seconds from one run to the next.</param>
public sealed record OpsSize(int MemoryMegabytes, int AlwaysReady, IReadOnlyDictionary<string, double> Timers);

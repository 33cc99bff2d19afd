namespace ServerlessIot.Steps.Replay.Rebuild;

/// <summary>What is rebuilt of one device.</summary>
/// <param name="Partition">Its partition.</param>
/// <param name="Tenant">Its tenant.</param>
/// <param name="Device">The device.</param>
/// <param name="From">First time of events, Unix milliseconds.</param>
/// <param name="To">First time after.</param>
/// <param name="Asked">When the job was asked for, Unix milliseconds.</param>
internal sealed record RebuildTarget(int Partition, string Tenant, string Device, long From, long To, long Asked)
{
    /// <summary>What arrived in this time before the job was asked for may not be in the documents yet: ticks, batches and writes take their time.</summary>
    private const long Unsettled = 5 * 60_000;

    /// <summary>Partition of its documents.</summary>
    public string Documents => $"{Tenant}/{Device}";

    /// <summary>Everything that arrived before this time is in the documents.</summary>
    public long Settled => Asked - Unsettled;
}

using ServerlessIot.Broker.Storage;

namespace ServerlessIot.Broker.Requests;

/// <summary>One partition that a fetch asks for.</summary>
/// <param name="Index">Its number.</param>
/// <param name="LeaderEpoch">Leader epoch that the client knows, -1 for none.</param>
/// <param name="Offset">First offset wanted.</param>
/// <param name="MaxBytes">Most bytes of records.</param>
/// <param name="Log">The partition; null when there is none.</param>
internal sealed record FetchPartition(int Index, int LeaderEpoch, long Offset, int MaxBytes, PartitionLog? Log)
{
    /// <summary><see cref="PartitionLog.AppendedBytes"/> before the last look.</summary>
    public long Seen { get; set; }
}

using ServerlessIot.Bridge.Kafka;

namespace ServerlessIot.Bridge.Spool;

/// <summary>A record on its way through the spooled log. All but the constants is guarded by the log's lock.</summary>
/// <param name="log">Hears how it ended in the log.</param>
/// <param name="original">The device's record; null when it comes from the disk.</param>
/// <param name="key">Its key.</param>
internal sealed class SpoolEntry(SpooledLog log, InFlightRecord? original, byte[] key) : IRecordOwner
{
    private int _ended;

    public InFlightRecord? Original => original;

    public byte[] Key => key;

    /// <summary>When it arrived, Unix milliseconds; <see cref="long.MaxValue"/> when it is not for telemetry.raw.</summary>
    public long Arrival => original is null ? ReadArrival : original.Topic is null ? original.Message.Timestamp.UnixTimestampMs : long.MaxValue;

    /// <summary>The same of one that comes from the disk.</summary>
    public long ReadArrival { private get; init; } = long.MaxValue;

    /// <summary>Its number in the spool; 0 while it is not on the disk.</summary>
    public ulong Sequence { get; set; }

    /// <summary>It waits to be written.</summary>
    public bool IsQueued { get; set; }

    /// <summary>The log's producer has it.</summary>
    public bool IsSent { get; set; }

    /// <summary>The log has it, or will never take it.</summary>
    public bool IsDone { get; set; }

    /// <summary>Its place among those that only the producer has.</summary>
    public LinkedListNode<SpoolEntry>? Direct { get; set; }

    /// <summary>The one in whose place it is written once more, at the end of the spool; null as a rule.</summary>
    public SpoolEntry? Replaces { get; init; }

    /// <summary>True to the first caller: the device's record is settled once.</summary>
    public bool TryEnd() => Interlocked.Exchange(ref _ended, 1) == 0;

    /// <inheritdoc/>
    public void Settled(InFlightRecord record) => log.Settled(this, record);
}

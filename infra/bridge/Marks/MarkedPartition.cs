using ServerlessIot.Bridge.Kafka;

namespace ServerlessIot.Bridge.Marks;

/// <summary>A partition's marks on their way.</summary>
internal sealed class MarkedPartition : IRecordOwner
{
    private int _onTheirWay;

    /// <summary>Whether none is on its way: behind one that the log does not take, no other waits.</summary>
    public bool IsFree => Volatile.Read(ref _onTheirWay) == 0;

    /// <summary>One more is on its way.</summary>
    public void Sent() => Interlocked.Increment(ref _onTheirWay);

    /// <inheritdoc/>
    public void Settled(InFlightRecord record) => Interlocked.Decrement(ref _onTheirWay);
}

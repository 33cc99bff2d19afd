using ServerlessIot.Simulator.Books;
using ServerlessIot.Simulator.Fleet;
using ServerlessIot.Simulator.Fleet.Broken;
using ServerlessIot.Simulator.Payload;

namespace ServerlessIot.Simulator.Sending;

/// <summary>A simulated device: composes its next message and keeps its books. Used by one sender at a time.</summary>
internal sealed class Device(DeviceIdentity identity, IDeviceFeed feed, Misbehaviour misbehaviour, Random random, Progress progress)
{
    private readonly PayloadBuffer _latest = new();
    private int _brokenKind = random.Next(BrokenPayloads.Kinds);

    public DeviceIdentity Identity { get; } = identity;

    public DeviceBook Book { get; } = new(identity);

    /// <summary>True once the feed has no more readings.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>Writes the next message and enters it in the books; false when the feed has no more.</summary>
    public bool TryCompose(PayloadBuffer payload, long now, out MessageKind kind, out long seq)
    {
        payload.Clear();
        (kind, seq) = Choose();
        switch (kind)
        {
            case MessageKind.Broken:
                BrokenPayloads.Write(payload, _brokenKind++ % BrokenPayloads.Kinds, Identity.Name, now);
                break;
            case MessageKind.Duplicate:
                payload.Write(_latest.Written);
                break;
            default:
                if (!feed.TryWrite(payload, seq, now))
                {
                    IsExhausted = true;
                    return false;
                }
                Remember(payload);
                break;
        }
        Book.Publish(kind);
        progress.AddPublished(kind);
        return true;
    }

    /// <summary>Enters the acknowledgement of a message.</summary>
    public void Acknowledge(MessageKind kind, long seq) => progress.AddAcknowledged(Book.Acknowledge(kind, seq));

    private (MessageKind Kind, long Seq) Choose()
    {
        if (misbehaviour.Invalid > 0 && random.NextDouble() < misbehaviour.Invalid)
            return (MessageKind.Broken, 0);
        if (Book.Published > 0 && misbehaviour.Duplicates > 0 && random.NextDouble() < misbehaviour.Duplicates)
            return (MessageKind.Duplicate, Book.Published);
        return (MessageKind.Reading, Book.Published + 1);
    }

    private void Remember(PayloadBuffer payload)
    {
        if (misbehaviour.Duplicates == 0)
            return;
        _latest.Clear();
        _latest.Write(payload.Written);
    }
}

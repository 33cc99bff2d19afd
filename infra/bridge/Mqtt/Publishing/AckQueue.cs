using System.Buffers;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Mqtt.Formatter;
using ServerlessIot.Bridge.Mqtt.Packets;

namespace ServerlessIot.Bridge.Mqtt.Publishing;

/// <summary>
/// What one connection still has to acknowledge, in the order of PUBLISH (MQTT 5.0, 4.6), and the QoS 2 identifiers not released yet.
/// Bounded by the connection's budget, which an entry gives back when its acknowledgement is written.
/// </summary>
internal sealed class AckQueue(InFlightBudget budget, Action refusedBeforeV5)
{
    private readonly Lock _lock = new();
    private readonly Queue<PendingAck> _pending = new();
    private readonly Dictionary<ushort, bool> _exactlyOnce = []; // identifier → PUBREC was sent
    private ProtocolVersion _version;
    private bool _reasonStrings;
    private uint _peerMaxPacketSize;
    private int _unacknowledged;

    /// <summary>QoS 1 and 2 messages that count against the receive maximum (MQTT 5.0, 4.9).</summary>
    public int Unacknowledged => Volatile.Read(ref _unacknowledged);

    public void Configure(ProtocolVersion version, bool reasonStrings, uint peerMaxPacketSize)
    {
        lock (_lock)
            (_version, _reasonStrings, _peerMaxPacketSize) = (version, reasonStrings, peerMaxPacketSize);
    }

    /// <summary>Whether a QoS 2 identifier is in use, and if so whether PUBREC was sent.</summary>
    public bool IsKnown(ushort packetId, out bool acknowledged)
    {
        lock (_lock)
            return _exactlyOnce.TryGetValue(packetId, out acknowledged);
    }

    public void Add(InFlightRecord record) => Add(new PendingAck(record, record.PacketId, record.QoS, ReasonCode.Success, null));

    /// <summary>A message that was not taken: it is answered in its turn.</summary>
    public void AddRefused(ushort packetId, byte qos, ReasonCode reason, string text) => Add(new PendingAck(null, packetId, qos, reason, text));

    /// <summary>PUBREL came. False when the identifier is not known.</summary>
    public bool Release(ushort packetId)
    {
        lock (_lock)
        {
            if (!_exactlyOnce.TryGetValue(packetId, out var acknowledged))
                return false;
            if (!acknowledged)
                throw MqttViolationException.Protocol("PUBREL comes before PUBREC was sent");
            _exactlyOnce.Remove(packetId);
            _unacknowledged--;
            return true;
        }
    }

    /// <summary>Writes the acknowledgements that are due, up to the first message the log still has to answer.</summary>
    /// <returns>Whether anything was written.</returns>
    public bool WriteDue(IBufferWriter<byte> output)
    {
        var wrote = false;
        lock (_lock)
        {
            while (_pending.TryPeek(out var ack) && ack.IsDue)
            {
                var reason = ack.Record is { Outcome: not RecordOutcome.Stored } ? ReasonCode.QuotaExceeded : ack.Reason;
                if (reason != ReasonCode.Success && _version == ProtocolVersion.V311)
                {
                    refusedBeforeV5();
                    return wrote; // nothing behind it is acknowledged either
                }
                _pending.Dequeue();
                Write(output, ack, reason);
                wrote = true;
                if (ack.Record is not null)
                    budget.Return(ack.Record.Size);
            }
        }
        return wrote;
    }

    private void Add(PendingAck ack)
    {
        lock (_lock)
        {
            _pending.Enqueue(ack);
            _unacknowledged++;
            if (ack.QoS == 2)
                _exactlyOnce[ack.PacketId] = false;
        }
    }

    private void Write(IBufferWriter<byte> output, PendingAck ack, ReasonCode reason)
    {
        var type = ack.QoS == 1 ? PacketType.PubAck : PacketType.PubRec;
        var text = reason == ReasonCode.Success ? null : ack.Text ?? ack.Record!.Outcome.Explanation();
        if (text is not null && (!_reasonStrings || text.Length + 16 > _peerMaxPacketSize))
            text = null;
        PacketWriter.Acknowledge(output, type, ack.PacketId, reason, text);
        if (ack.QoS == 2 && reason == ReasonCode.Success)
        {
            _exactlyOnce[ack.PacketId] = true;
            return;
        }
        // MQTT 5.0, 4.3.3: a PUBREC with an error ends the exchange.
        _exactlyOnce.Remove(ack.PacketId);
        _unacknowledged--;
    }
}

using System.Diagnostics;
using Confluent.Kafka;
using ServerlessIot.Bridge.Edge;

namespace ServerlessIot.Bridge.Kafka;

/// <summary>A record between the device and the log's acknowledgement.</summary>
internal sealed class InFlightRecord
{
    /// <summary>What a record costs beside its value: headers, key and objects, measured at 0.7 to 0.9 kB.</summary>
    public const int Overhead = 1_024;

    private readonly IRecordOwner? _owner;
    private int _outcome;

    public InFlightRecord(Message<byte[], byte[]> message, int size, long started, IRecordOwner? owner, ushort packetId, byte qos)
    {
        Message = message;
        Size = size;
        Started = Submitted = started;
        _owner = owner;
        PacketId = packetId;
        QoS = qos;
    }

    public Message<byte[], byte[]> Message { get; }

    /// <summary>Topic of the log that it goes to; null for the log's usual one, telemetry.raw.</summary>
    public string? Topic { get; init; }

    /// <summary>Partition of telemetry.raw, of a mark of the bridge's own: it passes all that waits, and is worth no effort when the log does not take it. Null: by the key.</summary>
    public int? Partition { get; init; }

    /// <summary>Bytes that count against the bounds of what is in flight.</summary>
    public int Size { get; }

    /// <summary>When it was received, in ticks of <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long Started { get; }

    /// <summary>When the producer got it, in the same ticks.</summary>
    public long Submitted { get; set; }

    /// <summary>MQTT packet identifier; 0 with QoS 0.</summary>
    public ushort PacketId { get; }

    public byte QoS { get; }

    public RecordOutcome Outcome => (RecordOutcome)Volatile.Read(ref _outcome);

    /// <summary>Its span; null when it is not traced.</summary>
    public Activity? Trace { get; init; }

    /// <summary>How urgent it is where the uplink is narrow.</summary>
    public UplinkPriority Priority { get; init; } = UplinkPriority.Medium;

    /// <summary>It comes from the spool, where it is kept until the log has it.</summary>
    public bool IsReplay { get; init; }

    /// <summary>The log refused a batch with this record in it: it goes alone the next time.</summary>
    public bool Suspect { get; set; }

    /// <summary>Place in the order of submission, set by <see cref="InFlightList"/>.</summary>
    public long Sequence { get; set; }

    /// <summary>Neighbours in <see cref="InFlightList"/>.</summary>
    public InFlightRecord? Previous { get; set; }

    /// <inheritdoc cref="Previous"/>
    public InFlightRecord? Next { get; set; }

    /// <summary>Ends the record's way; only the first call counts.</summary>
    public void Settle(RecordOutcome outcome)
    {
        if (Interlocked.CompareExchange(ref _outcome, (int)outcome, (int)RecordOutcome.Pending) != (int)RecordOutcome.Pending)
            return;
        if (outcome != RecordOutcome.Stored)
            Trace?.SetStatus(ActivityStatusCode.Error, outcome.Explanation());
        Trace?.Dispose();
        _owner?.Settled(this);
    }
}

using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Mqtt.Packets;

namespace ServerlessIot.Bridge.Mqtt.Publishing;

/// <summary>One acknowledgement to come.</summary>
/// <param name="Record">Null when the message was refused before it became a record.</param>
/// <param name="PacketId">MQTT packet identifier.</param>
/// <param name="QoS">1 or 2.</param>
/// <param name="Reason">Used without a record.</param>
/// <param name="Text">For people; used without a record.</param>
internal readonly record struct PendingAck(InFlightRecord? Record, ushort PacketId, byte QoS, ReasonCode Reason, string? Text)
{
    /// <summary>The log has answered, or was not asked.</summary>
    public bool IsDue => Record is null || Record.Outcome != RecordOutcome.Pending;
}

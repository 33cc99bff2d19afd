namespace MQTTnet;

/// <summary>A received message, and the means to acknowledge it later than at the handler's end.</summary>
public sealed class MqttApplicationMessageReceivedEventArgs : EventArgs
{
    readonly Func<MqttApplicationMessageReceivedEventArgs, CancellationToken, Task> _acknowledge;
    int _isAcknowledged;

    internal MqttApplicationMessageReceivedEventArgs(
        string clientId,
        MqttApplicationMessage applicationMessage,
        ushort packetIdentifier,
        Func<MqttApplicationMessageReceivedEventArgs, CancellationToken, Task> acknowledge)
    {
        ClientId = clientId;
        ApplicationMessage = applicationMessage;
        PacketIdentifier = packetIdentifier;
        _acknowledge = acknowledge;
    }

    public MqttApplicationMessage ApplicationMessage { get; }

    /// <summary>False: the handler calls <see cref="AcknowledgeAsync"/> itself.</summary>
    public bool AutoAcknowledge { get; set; } = true;

    public string ClientId { get; }

    public bool IsHandled { get; set; }

    /// <summary>0 for QoS 0.</summary>
    public ushort PacketIdentifier { get; }

    /// <summary>True: no acknowledgement is sent, so the server sends the message again after a reconnect.</summary>
    public bool ProcessingFailed { get; set; }

    public MqttApplicationMessageReceivedReasonCode ReasonCode { get; set; } = MqttApplicationMessageReceivedReasonCode.Success;

    public object Tag { get; set; }

    /// <summary>Sends the acknowledgement now. A second call throws <see cref="InvalidOperationException"/>.</summary>
    public Task AcknowledgeAsync(CancellationToken cancellationToken)
    {
        return Interlocked.Exchange(ref _isAcknowledged, 1) == 0
            ? _acknowledge(this, cancellationToken)
            : throw new InvalidOperationException("The application message is already acknowledged.");
    }
}

namespace MQTTnet;

/// <summary>One MQTT client. Requests throw when there is no connection, and when it breaks before the answer came.</summary>
public interface IMqttClient : IDisposable
{
    /// <summary>A message arrived. Handlers run one message after the other; the acknowledgement follows their end.</summary>
    event Func<MqttApplicationMessageReceivedEventArgs, Task> ApplicationMessageReceivedAsync;

    event Func<MqttClientConnectedEventArgs, Task> ConnectedAsync;

    /// <summary>A connection ended, or could not be made. Runs in a task of its own, so a handler may connect again.</summary>
    event Func<MqttClientDisconnectedEventArgs, Task> DisconnectedAsync;

    bool IsConnected { get; }

    /// <summary>What the latest ConnectAsync was called with.</summary>
    MqttClientOptions Options { get; }

    /// <summary>Connects. A refusal by the server is a result; no connection at all is an exception.</summary>
    Task<MqttClientConnectResult> ConnectAsync(MqttClientOptions options, CancellationToken cancellationToken = default);

    Task DisconnectAsync(MqttClientDisconnectOptions options, CancellationToken cancellationToken = default);

    Task PingAsync(CancellationToken cancellationToken = default);

    /// <summary>Publishes, and waits for the acknowledgement of QoS 1 and 2.</summary>
    Task<MqttClientPublishResult> PublishAsync(MqttApplicationMessage applicationMessage, CancellationToken cancellationToken = default);

    Task<MqttClientSubscribeResult> SubscribeAsync(MqttClientSubscribeOptions options, CancellationToken cancellationToken = default);

    Task<MqttClientUnsubscribeResult> UnsubscribeAsync(MqttClientUnsubscribeOptions options, CancellationToken cancellationToken = default);
}

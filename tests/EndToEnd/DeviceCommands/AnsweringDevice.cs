using System.Collections.Concurrent;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace ServerlessIot.EndToEnd.Tests.DeviceCommands;

/// <summary>A device that answers its commands where MQTT 5 tells it to. It carries out a command once, however often it comes.</summary>
internal sealed class AnsweringDevice : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly string _name;
    private readonly Func<JsonElement, string?> _answer;

    private AnsweringDevice(string name, Func<JsonElement, string?> answer) => (_name, _answer) = (name, answer);

    /// <summary>Ids of the commands that came, in their order, copies included.</summary>
    public ConcurrentQueue<string> Got { get; } = new();

    /// <summary>Connects and subscribes.</summary>
    /// <param name="port">The bridge's port.</param>
    /// <param name="name">Client id, which is the device.</param>
    /// <param name="answer">Payload of the reply to a command; null for none.</param>
    public static async Task<AnsweringDevice> ConnectAsync(int port, string name, Func<JsonElement, string?> answer)
    {
        var device = new AnsweringDevice(name, answer);
        device._client.ApplicationMessageReceivedAsync += device.HandleAsync;
        await device._client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId(name).WithTimeout(TimeSpan.FromMinutes(1)).Build());
        await device._client.SubscribeAsync(new MqttClientSubscribeOptionsBuilder().WithTopicFilter($"commands/{name}", MqttQualityOfServiceLevel.AtLeastOnce).Build());
        return device;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_client.IsConnected) await _client.DisconnectAsync(new MqttClientDisconnectOptionsBuilder().Build());
        _client.Dispose();
    }

    private async Task HandleAsync(MqttApplicationMessageReceivedEventArgs message)
    {
        var command = JsonSerializer.Deserialize<JsonElement>(System.Buffers.BuffersExtensions.ToArray(message.ApplicationMessage.Payload));
        Got.Enqueue(command.GetProperty("id").GetString()!);
        if (_answer(command) is not { } answer) return;
        await _client.PublishAsync(new MqttApplicationMessageBuilder().WithTopic(message.ApplicationMessage.ResponseTopic).WithCorrelationData(message.ApplicationMessage.CorrelationData)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).WithPayload(answer).Build());
    }
}

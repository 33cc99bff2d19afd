using System.Text.Json;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Bridge.Tests.Mqtt;

namespace ServerlessIot.Bridge.Tests.Kafka;

/// <summary>An MQTT 3.1.1 device that hears its commands and answers them one after another.</summary>
internal sealed class CommandedDevice(RawDevice device, string client) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Queue<byte[]> _commands = new();

    public static async Task<CommandedDevice> ConnectAsync(int port, string client = "d1")
    {
        var device = await RawDevice.ConnectAsync(port, 4, client);
        await device.SendAsync(Bytes.Subscribe(4, 1, ($"commands/{client}", 1)));
        Assert.Equal(1, (await device.ReadAsync())[^1]);
        return new CommandedDevice(device, client);
    }

    /// <summary>Takes the next command, acknowledges and answers it; its id.</summary>
    public async Task<string> AnswerAsync()
    {
        var publish = CommandDeliveryTests.Publish(await NextAsync(), 4);
        var id = JsonDocument.Parse(publish.Payload).RootElement.GetProperty("id").GetString()!;
        await device.SendAsync(CommandDeliveryTests.Puback(publish.Id), Bytes.Publish(4, 1, 1, $"replies/{client}/{id}", "{\"status\":\"succeeded\"}"u8.ToArray()));
        // Further commands may come before the acknowledgement.
        while (await device.ReadAsync(Patience) is var packet && packet[0] != 0x40)
            _commands.Enqueue(packet);
        return id;
    }

    /// <summary>The next command, left unacknowledged.</summary>
    public async Task<byte[]> NextAsync() => _commands.TryDequeue(out var packet) ? packet : await device.ReadAsync(Patience);

    /// <summary>What came unasked.</summary>
    public async Task<List<byte[]>> SettleAsync() => [.. _commands, .. await device.SettleAsync()];

    public void Dispose() => device.Dispose();
}

using System.Collections.Concurrent;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using ServerlessIot.Simulator.Tests.MqttNet;

namespace ServerlessIot.Simulator.Tests.Running;

/// <summary>Subscribes to everything of a tenant and notes what arrives.</summary>
internal sealed class Watcher : IDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<long>> _seqs = new();
    private readonly ConcurrentQueue<JsonElement> _readings = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private IMqttClient? _client;
    private long _broken;
    private int _waitedFor;

    public long Broken => Interlocked.Read(ref _broken);

    public IReadOnlyCollection<JsonElement> Readings => _readings;

    public static async Task<Watcher> StartAsync(int port, string tenant)
    {
        var watcher = new Watcher { _client = await ClientHelper.ConnectAsync(port, MqttProtocolVersion.V500) };
        watcher._client.ApplicationMessageReceivedAsync += args =>
        {
            watcher.Note(args.ApplicationMessage);
            return Task.CompletedTask;
        };
        await watcher._client.SubscribeAsync($"{tenant}/#", MqttQualityOfServiceLevel.AtLeastOnce);
        return watcher;
    }

    public IReadOnlyCollection<long> Seqs(string device) => _seqs.TryGetValue(device, out var seqs) ? seqs : [];

    public async Task WaitForAsync(int messages)
    {
        for (; _waitedFor < messages; _waitedFor++)
            Assert.True(await _arrived.WaitAsync(ClientHelper.Patience), $"{_waitedFor} of {messages} messages arrived");
    }

    public void Dispose() => _client?.Dispose();

    private void Note(MqttApplicationMessage message)
    {
        if (TryReadSeq(message) is { } seq)
            _seqs.GetOrAdd(message.Topic.Split('/')[2], _ => new ConcurrentQueue<long>()).Enqueue(seq);
        else
            Interlocked.Increment(ref _broken);
        _arrived.Release();
    }

    private long? TryReadSeq(MqttApplicationMessage message)
    {
        try
        {
            var reading = JsonDocument.Parse(message.Payload).RootElement;
            if (reading.ValueKind != JsonValueKind.Object || !reading.TryGetProperty("metadata", out var metadata) || !metadata.TryGetProperty("seq", out var seq))
                return null;
            _readings.Enqueue(reading);
            return seq.GetInt64();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

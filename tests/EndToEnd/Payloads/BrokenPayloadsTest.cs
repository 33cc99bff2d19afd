using System.Text;
using Confluent.Kafka;
using MQTTnet;
using MQTTnet.Protocol;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Tests.Decoding;
using ServerlessIot.EndToEnd.Tests.Running;

namespace ServerlessIot.EndToEnd.Tests.Payloads;

public sealed class BrokenPayloadsTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Every_broken_payload_is_acknowledged_and_found_in_quarantine_byte_for_byte_with_its_reason()
    {
        await using var edition = await EditionProcess.UpAsync("--no-fleet");
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var devices = BrokenPayloads.For("any", now).Select((_, index) => $"broken-{index:D2}").ToList();
        var payloads = devices.Select((device, index) => BrokenPayloads.For(device, now)[index]).ToList();
        Assert.True(payloads.Count >= 40);

        await PublishAsync(edition.Parts["bridge"].Port, devices, payloads);

        var found = Quarantined(edition.Parts["broker"].Port, devices.Count);
        for (var i = 0; i < devices.Count; i++)
        {
            Assert.True(found.TryGetValue(devices[i], out var record), $"'{payloads[i].Name}' is not in quarantine.");
            Assert.True(payloads[i].Bytes.Span.SequenceEqual(record.Message.Value ?? []), $"'{payloads[i].Name}' is not byte for byte what was sent.");
            Assert.Equal(payloads[i].Code, Header(record, LogHeaders.ReasonCode));
            Assert.Contains(payloads[i].Mentions, Header(record, LogHeaders.Reason), StringComparison.Ordinal);
        }
    }

    private static async Task PublishAsync(int port, List<string> devices, List<BrokenPayload> payloads)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithClientId("broken-payloads").WithTimeout(Patience).Build());
        for (var i = 0; i < devices.Count; i++)
        {
            var message = new MqttApplicationMessageBuilder().WithTopic($"demo/plant1/{devices[i]}/telemetry/temperature")
                .WithPayload(payloads[i].Bytes.ToArray()).WithContentType("application/json").WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
            var result = await client.PublishAsync(message);
            Assert.True(result.IsSuccess, $"'{payloads[i].Name}' was not acknowledged: {result.ReasonCode}");
        }

        await client.DisconnectAsync();
    }

    private static Dictionary<string, ConsumeResult<byte[], byte[]>> Quarantined(int port, int expected)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        { BootstrapServers = $"127.0.0.1:{port}", GroupId = "broken-payloads-test", AutoOffsetReset = AutoOffsetReset.Earliest, EnableAutoCommit = false }).Build();
        consumer.Subscribe(new TopicNames().Quarantine);
        var found = new Dictionary<string, ConsumeResult<byte[], byte[]>>();
        while (found.Count < expected && consumer.Consume(Patience) is { } record) found[DeviceKey.Read(record.Message.Key).Device ?? ""] = record;
        consumer.Close();
        return found;
    }

    private static string Header(ConsumeResult<byte[], byte[]> record, string name) =>
        record.Message.Headers.TryGetLastBytes(name, out var value) ? Encoding.UTF8.GetString(value) : "";
}

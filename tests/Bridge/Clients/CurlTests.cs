using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Bridge.Tests.Kafka;

namespace ServerlessIot.Bridge.Tests.Clients;

public class CurlTests
{
    [Fact]
    public async Task Curl_posts_one_message_and_batches_to_a_real_log()
    {
        await using var broker = await BrokerProcess.StartAsync();
        await using var bridge = await KafkaBridge.StartAsync(broker.Address, o => o with { IngestPort = 0 });
        var url = $"http://127.0.0.1:{bridge.IngestPort}/topics/{TestBridge.Topic}";
        Assert.Equal((0, "204"), await CurlAsync(url, "-d", """{"value":0}"""));
        Assert.Equal((0, """{"accepted":2,"refused":[]}200"""), await CurlAsync(url + "?batch=true", "--json", """[{"value":1},{"value":2}]"""));
        var zipped = Path.GetTempFileName();
        await File.WriteAllBytesAsync(zipped, Ingest.IngestClient.Zip("{\"value\":3}\n{\"value\":4}\n"u8.ToArray()));
        Assert.Equal(
            (0, """{"accepted":2,"refused":[]}200"""),
            await CurlAsync(url, "-H", "Content-Type: application/x-ndjson", "-H", "Content-Encoding: gzip", "--data-binary", $"@{zipped}"));
        File.Delete(zipped);
        Assert.Equal(
            Enumerable.Range(0, 5).Select(i => $$"""{"value":{{i}}}"""),
            LogReader.ReadAll(broker.Address).Select(r => System.Text.Encoding.UTF8.GetString(r.Message.Value)));
    }

    [Fact]
    public async Task A_frozen_log_is_503_and_what_was_on_its_way_is_stored_when_it_answers_again()
    {
        await using var broker = await BrokerProcess.StartAsync();
        await using var bridge = await KafkaBridge.StartAsync(broker.Address, o => o with { IngestPort = 0, AnswerTimeout = TimeSpan.FromSeconds(5) });
        var url = $"http://127.0.0.1:{bridge.IngestPort}/topics/{TestBridge.Topic}";
        await Eventually.True(async () => await bridge.ReadyAsync() == 200);
        Assert.Equal((0, "204"), await CurlAsync(url, "-d", "1"));
        broker.Freeze();
        var (_, output) = await CurlAsync(url, "-d", "2");
        Assert.EndsWith("503", output, StringComparison.Ordinal);
        broker.Thaw();
        Assert.Equal((0, "204"), await CurlAsync(url, "-d", "2", "--retry", "5"));
        var values = LogReader.ReadAll(broker.Address).Select(r => System.Text.Encoding.UTF8.GetString(r.Message.Value));
        Assert.Equal(["1", "2", "2"], values); // at least once; Validate knows the same bytes again
    }

    private static Task<(int Code, string Output)> CurlAsync(string url, params string[] arguments) =>
        Command.RunAsync("curl", ["-sS", "-w", "%{http_code}", .. arguments, url]);
}

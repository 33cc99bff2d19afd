namespace ServerlessIot.Broker.Tests.Clients;

/// <summary>kafkajs and kafka-python as their users install them.</summary>
public sealed class ForeignClientTests
{
    private const int Count = 300;

    [Fact]
    public async Task Kafkajs_creates_a_topic_produces_consumes_in_a_group_and_asks_for_offsets()
    {
        await ForeignClient.InstallAsync("kafkajs");
        await using var broker = await BrokerFixture.StartAsync();

        var result = await ForeignClient.AskAsync("node", "kafkajs.mjs", broker.Servers, "from-js", $"{Count}");

        Assert.Equal(
            $$"""{"created":true,"seen":{{Count}},"wrong":0,"committed":{{Count}},"end":{{Count}},"state":"Empty","retention":"3600000","listed":true}""",
            result.GetRawText());
    }

    [Fact]
    public async Task Kafka_python_produces_in_new_and_old_formats_consumes_in_a_group_and_commits()
    {
        await ForeignClient.InstallAsync("python");
        await using var broker = await BrokerFixture.StartAsync();

        var result = await ForeignClient.AskAsync("/usr/bin/python3", "python_kafka.py", broker.Servers, "from-python", $"{Count}");

        Assert.Equal(
            $$"""{"seen": {{Count}}, "wrong": 0, "committed": {{Count}}, "end": {{Count}}, "listed": true, "state": "Stable"}""",
            result.GetRawText());
    }
}

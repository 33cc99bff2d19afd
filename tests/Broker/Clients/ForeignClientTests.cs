namespace ServerlessIot.Broker.Tests.Clients;

/// <summary>kafkajs, @platformatic/kafka and kafka-python as their users install them.</summary>
public sealed class ForeignClientTests
{
    private const int Count = 300;

    [Fact]
    public async Task Kafkajs_creates_a_topic_produces_consumes_in_a_group_and_asks_for_offsets()
    {
        await ForeignClient.InstallAsync("npm");
        await using var broker = await BrokerFixture.StartAsync();

        var result = await ForeignClient.AskAsync("node", "kafkajs.mjs", broker.Servers, "from-js", $"{Count}");

        Assert.Equal(
            $$"""{"created":true,"seen":{{Count}},"wrong":0,"committed":{{Count}},"end":{{Count}},"state":"Empty","retention":"3600000","listed":true}""",
            result.GetRawText());
    }

    [Fact]
    public async Task Platformatic_kafka_which_speaks_only_the_newest_versions_produces_and_consumes_in_a_group()
    {
        await ForeignClient.InstallAsync("npm");
        await using var broker = await BrokerFixture.StartAsync();

        var result = await ForeignClient.AskAsync("node", "platformatic.mjs", broker.Servers, "from-platformatic", $"{Count}");

        Assert.Equal($$"""{"partitions":2,"seen":{{Count}},"wrong":0,"state":"EMPTY"}""", result.GetRawText());
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

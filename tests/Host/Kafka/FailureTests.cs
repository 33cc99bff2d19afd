using System.Text.Json.Nodes;

namespace ServerlessIot.Host.Tests.Kafka;

/// <summary>What happens to a batch whose execution fails, and when offsets are committed.</summary>
public sealed class FailureTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private static readonly (string, string)[] Forever = [("commitOnFailure", "false"), ("maxRetries", "-1")];

    private readonly string _brokers = fixture.Broker.BootstrapServers;

    [Fact]
    public async Task Without_commitOnFailure_and_without_end_a_failing_batch_is_executed_again_in_place()
    {
        using SampleTopic topic = await SampleTopic.CreateAsync(_brokers, 1);
        topic.Sample.Set("fail");
        topic.Produce(0, 10);
        await using HostProcess host = await topic.StartHostAsync("Batch", [.. Forever, ("maxBatchSize", "10")]);
        await Until.TrueAsync(() => topic.Batches().Count >= 20, () => host.Log);
        topic.Produce(10, 10);
        int failing = topic.Batches().Count;
        await Until.TrueAsync(() => topic.Batches().Count >= failing + 20, () => host.Log);
        Assert.Equal(0, topic.Committed()[0]);
        Assert.All(topic.Batches(), batch => Assert.Equal(Enumerable.Range(0, 10), batch.Values));

        topic.Sample.Clear("fail");
        await Until.TrueAsync(() => topic.Committed()[0] == 20, () => host.Log);
        Assert.Equal(Enumerable.Range(10, 10), topic.Batches()[^1].Values);
        JsonNode status = await host.StatusAsync("Batch");
        Assert.True((long?)status["failures"] >= 20);
        Assert.Equal(20, (long?)status["records"]);
        Assert.Equal("InvalidOperationException: told to fail", (string?)status["lastError"]);
    }

    [Theory]
    [InlineData("Batch")]
    [InlineData("Each")]
    public async Task With_commitOnFailure_a_failing_batch_is_lost(string function)
    {
        using SampleTopic topic = await SampleTopic.CreateAsync(_brokers, 1);
        topic.Sample.Set("fail");
        topic.Produce(0, 10);
        // The default of the real trigger.
        await using HostProcess host = await topic.StartHostAsync(function);
        await Until.TrueAsync(() => topic.Committed()[0] == 10, () => host.Log);
        topic.Sample.Clear("fail");
        topic.Produce(10, 10);
        await Until.TrueAsync(() => topic.Committed()[0] == 20, () => host.Log);
        Assert.Equal(Enumerable.Range(0, 20), topic.Seen(function));
        await Until.TrueAsync(() => host.Log.Contains("commitOnFailure", StringComparison.Ordinal), () => host.Log);
    }

    [Theory]
    [InlineData("Batch")]
    [InlineData("Each")]
    public async Task With_a_number_of_retries_a_failing_batch_is_skipped_after_them(string function)
    {
        using SampleTopic topic = await SampleTopic.CreateAsync(_brokers, 1);
        topic.Sample.Set("fail");
        topic.Produce(0, 1);
        await using HostProcess host = await topic.StartHostAsync(function, ("commitOnFailure", "false"), ("maxRetries", "3"));
        await Until.TrueAsync(() => topic.Committed()[0] == 1, () => host.Log);
        Assert.Equal([0, 0, 0, 0], topic.Seen(function));
        Assert.Equal(4, (long?)(await host.StatusAsync(function))["failures"]);
    }

    [Fact]
    public async Task Offsets_are_committed_after_the_execution_not_before()
    {
        using SampleTopic topic = await SampleTopic.CreateAsync(_brokers, 1);
        topic.Sample.Set("hold");
        topic.Produce(0, 10);
        await using HostProcess host = await topic.StartHostAsync("Batch", ("maxBatchSize", "10"));
        await Until.TrueAsync(() => topic.Batches().Count == 1, () => host.Log);
        // Two looks at the lag are ten times the interval of commits.
        await Until.TrueAsync(async () => (long?)(await host.StatusAsync("Batch"))["lag"] == 10, () => host.Log);
        topic.Produce(10, 10);
        await Until.TrueAsync(async () => (long?)(await host.StatusAsync("Batch"))["lag"] == 20, () => host.Log);
        Assert.Equal(0, topic.Committed()[0]);
        Assert.Single(topic.Batches());
        Assert.True((bool?)(await host.StatusAsync("Batch"))["running"]);

        topic.Sample.Clear("hold");
        await Until.TrueAsync(() => topic.Committed()[0] == 20, () => host.Log);
        await Until.TrueAsync(async () => (long?)(await host.StatusAsync("Batch"))["lag"] == 0, () => host.Log);
        Assert.Equal(Enumerable.Range(0, 20), topic.Seen());
    }

    [Fact]
    public async Task After_kill_9_what_was_not_committed_comes_again_and_nothing_else()
    {
        using SampleTopic topic = await SampleTopic.CreateAsync(_brokers, 1);
        topic.Produce(0, 10);
        await using (HostProcess host = await topic.StartHostAsync("Batch", ("maxBatchSize", "10")))
        {
            await Until.TrueAsync(() => topic.Committed()[0] == 10, () => host.Log);
            topic.Sample.Set("hold");
            topic.Produce(10, 10);
            await Until.TrueAsync(() => topic.Batches().Count == 2, () => host.Log);
            await host.KillAsync();
        }
        topic.Sample.Clear("hold");
        await using (HostProcess host = await topic.StartHostAsync("Batch", ("maxBatchSize", "10")))
        {
            await Until.TrueAsync(() => topic.Committed()[0] == 20, () => host.Log);
        }
        Assert.Equal([.. Enumerable.Range(0, 20), .. Enumerable.Range(10, 10)], topic.Seen());
    }

    [Fact]
    public async Task A_stop_lets_the_running_batch_finish_and_commits_it()
    {
        using SampleTopic topic = await SampleTopic.CreateAsync(_brokers, 1);
        topic.Sample.Set("hold");
        topic.Produce(0, 20);
        await using (HostProcess host = await topic.StartHostAsync("Batch", ("maxBatchSize", "10")))
        {
            await Until.TrueAsync(() => topic.Batches().Count == 1, () => host.Log);
            Task<TimeSpan> ending = host.TerminateAsync();
            await Until.TrueAsync(() => Port.IsClosed(host.Client.BaseAddress!), () => host.Log);
            topic.Sample.Clear("hold");
            await ending;
            Assert.Equal(0, host.ExitCode);
        }
        Assert.Equal(10, topic.Committed()[0]);
        Assert.Equal(Enumerable.Range(0, 10), topic.Seen());
        await using (HostProcess host = await topic.StartHostAsync("Batch", ("maxBatchSize", "10")))
        {
            await Until.TrueAsync(() => topic.Committed()[0] == 20, () => host.Log);
        }
        Assert.Equal(Enumerable.Range(0, 20), topic.Seen());
    }

    [Fact]
    public async Task A_stop_cancels_a_batch_that_does_not_finish_and_leaves_it_uncommitted()
    {
        using SampleTopic topic = await SampleTopic.CreateAsync(_brokers, 1);
        topic.Sample.Set("hold");
        topic.Produce(0, 10);
        await using HostProcess host = await topic.StartHostAsync("Batch", [.. Forever, ("maxBatchSize", "10")]);
        await Until.TrueAsync(() => topic.Batches().Count == 1, () => host.Log);
        await host.TerminateAsync();
        Assert.Equal(0, host.ExitCode);
        Assert.Equal(0, topic.Committed()[0]);
    }
}

using System.Text;
using Confluent.Kafka;
using ServerlessIot.Host.Tests.Kafka;

namespace ServerlessIot.Host.Tests.EventHubs;

/// <summary>Functions for events of a hub, by the real trigger's rules.</summary>
public sealed class EventHubTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private readonly string _brokers = fixture.Broker.BootstrapServers;

    [Fact]
    public async Task A_backlog_comes_in_batches_of_one_partition_each_and_of_maxEventBatchSize_at_most_in_order()
    {
        using SampleTopic topic = await SampleTopic.CreateAsync(_brokers, 2);
        topic.Produce(0, 500);
        await using HostProcess host = await StartAsync(topic, "Hub", ("maxEventBatchSize", "50"));
        await Until.TrueAsync(() => topic.Committed().Sum() == 500, () => host.Log);
        Assert.All(topic.Batches("Hub"), batch => Assert.Single(batch.Values.Select(value => value % 2).Distinct()));
        Assert.Equal(50, topic.Batches("Hub").Max(batch => batch.Values.Length));
        for (int partition = 0; partition < 2; partition++)
        {
            int rest = partition;
            Assert.Equal(Enumerable.Range(0, 500).Where(value => value % 2 == rest), topic.Seen("Hub").Where(value => value % 2 == rest));
        }
        Assert.Equal("eventHub", (string?)(await host.StatusAsync("Hub"))["kind"]);
    }

    [Fact]
    public async Task Each_part_of_a_record_becomes_its_part_of_the_event()
    {
        using SampleTopic topic = await SampleTopic.CreateAsync(_brokers, 1);
        var headers = new Headers();
        foreach ((string name, string value) in new[] { ("iothub-connection-device-id", "d1"), ("message-id", "m1"), ("content-type", "application/json"), ("color", "red") })
            headers.Add(name, Encoding.UTF8.GetBytes(value));
        topic.Produce(0, new Message<byte[], byte[]> { Value = "first"u8.ToArray(), Timestamp = new Timestamp(1_763_600_000_000, TimestampType.CreateTime) });
        topic.Produce(0, new Message<byte[], byte[]> { Value = "second"u8.ToArray(), Headers = headers, Timestamp = new Timestamp(1_763_600_000_001, TimestampType.CreateTime) });
        topic.Flush();
        await using HostProcess host = await StartAsync(topic, "HubWhole");
        await Until.TrueAsync(() => topic.Committed()[0] == 2, () => host.Log);
        Assert.Equal(
            ["0 0 1763600000000 body=first id= type= system= own=",
             "1 1 1763600000001 body=second id=m1 type=application/json system=iothub-connection-device-id:d1 own=color:red"],
            topic.Sample.Lines("HubWhole").Select(line => line.Text));
    }

    [Fact]
    public async Task With_a_retry_policy_without_end_the_checkpoint_waits_for_success()
    {
        using SampleTopic topic = await SampleTopic.CreateAsync(_brokers, 1);
        topic.Sample.Set("fail");
        topic.Produce(0, 10);
        await using HostProcess host = await StartAsync(topic, "Hub", ("maxEventBatchSize", "10"));
        await Until.TrueAsync(() => topic.Batches("Hub").Count >= 5, () => host.Log);
        Assert.Equal(0, topic.Committed()[0]);
        topic.Sample.Clear("fail");
        topic.Produce(10, 10);
        await Until.TrueAsync(() => topic.Committed()[0] == 20, () => host.Log);
        Assert.Equal(Enumerable.Range(0, 20), topic.Seen("Hub").Distinct());
    }

    [Theory]
    [InlineData("HubOnce", 1)]
    [InlineData("HubThrice", 3)]
    public async Task Otherwise_a_failing_batch_is_lost_when_its_executions_have_run_out(string function, int executions)
    {
        using SampleTopic topic = await SampleTopic.CreateAsync(_brokers, 1);
        topic.Sample.Set("fail");
        topic.Produce(0, 10);
        await using HostProcess host = await StartAsync(topic, function, ("maxEventBatchSize", "10"));
        await Until.TrueAsync(() => topic.Committed()[0] == 10, () => host.Log);
        Assert.Equal(executions, topic.Seen(function).Count(value => value == 0));
        await Until.TrueAsync(() => host.Log.Contains("are skipped: its retry policy", StringComparison.Ordinal), () => host.Log);
    }

    [Fact]
    public async Task A_stop_while_a_batch_waits_for_its_next_execution_leaves_it_before_the_checkpoint()
    {
        using SampleTopic topic = await SampleTopic.CreateAsync(_brokers, 1);
        topic.Sample.Set("fail");
        topic.Produce(0, 10);
        await using (HostProcess host = await StartAsync(topic, "Hub"))
        {
            await Until.TrueAsync(() => topic.Batches("Hub").Count >= 2, () => host.Log);
            await host.TerminateAsync();
            Assert.Equal(0, host.ExitCode);
        }
        Assert.Equal(0, topic.Committed()[0]);
        topic.Sample.Clear("fail");
        await using (HostProcess host = await StartAsync(topic, "Hub"))
        {
            await Until.TrueAsync(() => topic.Committed()[0] == 10, () => host.Log);
        }
    }

    [Fact]
    public async Task After_kill_9_what_was_executing_comes_again()
    {
        using SampleTopic topic = await SampleTopic.CreateAsync(_brokers, 1);
        topic.Produce(0, 10);
        await using (HostProcess host = await StartAsync(topic, "Hub", ("maxEventBatchSize", "10")))
        {
            await Until.TrueAsync(() => topic.Committed()[0] == 10, () => host.Log);
            topic.Sample.Set("hold");
            topic.Produce(10, 10);
            await Until.TrueAsync(() => topic.Seen("Hub").Contains(10), () => host.Log);
            await host.KillAsync();
        }
        topic.Sample.Clear("hold");
        await using (HostProcess host = await StartAsync(topic, "Hub", ("maxEventBatchSize", "10")))
        {
            await Until.TrueAsync(() => topic.Committed()[0] == 20, () => host.Log);
        }
        Assert.Equal(Enumerable.Range(0, 20), topic.Seen("Hub").Distinct());
        Assert.Equal(2, topic.Seen("Hub").Count(value => value == 10));
    }

    [Fact]
    public async Task A_function_whose_connection_is_not_set_is_disabled_and_says_so_in_one_line()
    {
        using var sample = new Sample();
        await using HostProcess host = await HostProcess.StartAsync($"--app \"{HostProcess.SampleApp}\" --port 0 --only Hub,Plain", sample.Setting);
        await Until.TrueAsync(() => host.Log.Contains("Hub is disabled: the setting SampleHub", StringComparison.Ordinal), () => host.Log);
        Assert.Single(host.Log.Split('\n'), line => line.Contains("Hub is disabled: the setting SampleHub", StringComparison.Ordinal));
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.StatusAsync("Hub"));
        Assert.NotNull(await host.StatusAsync("Plain"));
    }

    [Theory]
    [InlineData("AzureWebJobs.Hub.Disabled", "true")]
    [InlineData("AzureWebJobs_Hub_Disabled", "1")]
    public async Task A_function_that_the_settings_disable_does_not_run(string setting, string value)
    {
        using var sample = new Sample();
        await using HostProcess host = await HostProcess.StartAsync(
            $"--app \"{HostProcess.SampleApp}\" --port 0 --only Hub", sample.Setting, ("SampleHub", "kafka://127.0.0.1:1"), (setting, value));
        await Until.TrueAsync(() => host.Log.Contains("Hub is disabled: AzureWebJobs.Hub.Disabled is set", StringComparison.Ordinal), () => host.Log);
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.StatusAsync("Hub"));
    }

    [Fact]
    public async Task A_connection_that_this_host_cannot_use_is_named()
    {
        using var sample = new Sample();
        await using HostProcess host = HostProcess.Launch(
            $"--app \"{HostProcess.SampleApp}\" --port 0 --only Hub", sample.Setting, ("SampleHub", "Endpoint=sb://hub.example/;SharedAccessKeyName=service"), ("Topics__Sample", "t"), ("Sample__Group", "g"));
        await host.WaitForExitAsync();
        Assert.Equal(1, host.ExitCode);
        Assert.Contains("the setting SampleHub must be kafka://host:port", host.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("SharedAccessKeyName", host.Log, StringComparison.Ordinal);
    }

    private static Task<HostProcess> StartAsync(SampleTopic topic, string function, params (string Name, string Value)[] eventHubs) =>
        topic.StartHostOfAsync(function, [.. eventHubs.Select(setting => ("AzureFunctionsJobHost__extensions__eventHubs__" + setting.Name, setting.Value))]);
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServerlessIot.Plan.Tests.Sizing;

/// <summary>Sizes come from the files that the templates and the apps use.</summary>
public sealed partial class SizeReaderTest
{
    private static readonly JsonObject Sizes = JsonNode.Parse(File.ReadAllText(Files.Repository.Sizes))!.AsObject();

    public static TheoryData<string> Names => [.. Sizes.Select(entry => entry.Key)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_value_is_the_files(string name)
    {
        var size = Files.Sizes.Read(name);
        var entry = Sizes[name]!;
        Assert.Equal((double)entry["messagesPerSecond"]!, size.MessagesPerSecond);
        foreach (var function in size.Functions)
        {
            var app = entry["apps"]![function.App]!;
            Assert.Equal((int)app["alwaysReady"]![function.Name]!, function.AlwaysReady);
            Assert.Equal((int)app["maximum"]!, function.Maximum);
            Assert.Equal((int)app["memory"]!, function.MemoryMegabytes);
            Assert.Equal((int)app["batchSize"]!, function.Trigger.MaxBatchSize);
            Assert.Equal((int)app["intervalSeconds"]!, function.Trigger.SubscriberIntervalInSeconds);
            Assert.Equal((int)entry["partitions"]![function.Topic]!, function.Partitions);
            var kafka = JsonNode.Parse(File.ReadAllText(Files.Repository.HostJson(function.App)))!["extensions"]!["kafka"]!;
            Assert.Equal((int)kafka["executorChannelCapacity"]!, function.Trigger.ExecutorChannelCapacity);
            Assert.Equal((int)kafka["channelFullRetryIntervalInMs"]!, function.Trigger.ChannelFullRetryIntervalInMs);
            Assert.Equal((int)kafka["subscriberIdleBackoffMs"]!, function.Trigger.SubscriberIdleBackoffMs);
        }
    }

    [Fact]
    public void Every_Kafka_function_of_the_code_is_planned_with_its_topic_and_threshold()
    {
        var size = Files.Sizes.Read("dev");
        var found = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Files.Repository.Root, "functions"), "*.cs", SearchOption.AllDirectories))
        {
            if (file.Contains("/obj/", StringComparison.Ordinal) || Trigger().Match(File.ReadAllText(file)) is not { Success: true } trigger) continue;
            var function = size.Functions.Single(each => each.Name == Path.GetFileNameWithoutExtension(file));
            Assert.Equal(trigger.Groups["topic"].Value, function.Topic);
            Assert.Equal(long.Parse(trigger.Groups["threshold"].Value, System.Globalization.CultureInfo.InvariantCulture), function.LagThreshold);
            Assert.Equal(function.App, Path.GetFileName(Path.GetDirectoryName(file))!, ignoreCase: true);
            found.Add(function.Name);
        }

        Assert.Equal(size.Functions.Select(function => function.Name).Order(), found.Order());
    }

    [Fact]
    public void Timers_have_the_schedules_of_the_settings_and_of_the_code()
    {
        var timers = Files.Sizes.Read("dev").Ops.Timers;
        Assert.Equal(60, timers["Tick"]);
        Assert.Equal(15, timers["Audit"]);
        Assert.Contains($"\"*/{timers["ResendAlerts"]} * * * * *\"", File.ReadAllText(Path.Combine(Files.Repository.Root, "functions", "Ops", "Notify", "ResendAlerts.cs")), StringComparison.Ordinal);
    }

    /// <summary>Plans assume a twin and a window for each device and minute.</summary>
    [Fact]
    public void Documents_are_written_every_minute()
    {
        var persist = JsonNode.Parse(File.ReadAllText(Files.Repository.Settings))!["apps"]!["persist"]!;
        Assert.Equal(("00:01:00", "00:01:00"), ((string)persist["Track__WriteEvery"]!, (string)persist["Aggregate__Length"]!));
    }

    [Theory]
    [InlineData(0, "dev")]
    [InlineData(10, "dev")]
    [InlineData(11, "10k")]
    [InlineData(100_000, "100k")]
    [InlineData(9_000_000, "500k")]
    public void The_smallest_size_that_is_made_for_a_load_is_taken(double messagesPerSecond, string expected) => Assert.Equal(expected, Files.Sizes.For(messagesPerSecond));

    [Fact]
    public void Changes_go_over_a_size_as_in_the_templates()
    {
        var changed = Files.Sizes.Read("dev", JsonNode.Parse("""{"apps":{"stream":{"memory":4096}},"partitions":{"Raw":6}}""")!.AsObject());
        Assert.All(changed.Functions.Where(function => function.App == "stream"), function => Assert.Equal(4096, function.MemoryMegabytes));
        Assert.All(changed.Functions.Where(function => function.App != "stream"), function => Assert.Equal(512, function.MemoryMegabytes));
        Assert.Equal((6, 2), (changed.Partitions["Raw"], changed.Partitions["Valid"]));
        Assert.Equal(8, Files.Sizes.Read("dev", partitions: 8).Functions[0].Partitions);
    }

    [Fact]
    public void What_is_wrong_is_said()
    {
        Assert.Contains("dev, 10k", Assert.Throws<PlanException>(() => Files.Sizes.Read("huge")).Message, StringComparison.Ordinal);
        Assert.Contains("'apps.strem'", Assert.Throws<PlanException>(() => Files.Sizes.Read("dev", JsonNode.Parse("""{"apps":{"strem":{}}}""")!.AsObject())).Message, StringComparison.Ordinal);
        Assert.Contains("not of its type", Assert.Throws<PlanException>(() => Files.Sizes.Read("dev", JsonNode.Parse("""{"apps":{"stream":{"memory":"much"}}}""")!.AsObject())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"apps":{"stream":{"batchSize":0}}}""", "apps.stream.batchSize 0")]
    [InlineData("""{"apps":{"persist":{"intervalSeconds":0}}}""", "apps.persist.intervalSeconds 0")]
    [InlineData("""{"apps":{"stream":{"memory":0}}}""", "apps.stream.memory 0")]
    [InlineData("""{"apps":{"stream":{"maximum":0}}}""", "apps.stream.maximum 0")]
    [InlineData("""{"apps":{"stream":{"alwaysReady":{"Alert":41}}}}""", "apps.stream.alwaysReady.Alert 41")]
    [InlineData("""{"partitions":{"Valid":0}}""", "partitions.Valid 0")]
    [InlineData("""{"eventHubs":{"tier":"Basic"}}""", "eventHubs.tier Basic")]
    [InlineData("""{"eventHubs":{"units":0}}""", "eventHubs.units 0")]
    [InlineData("""{"bridge":{"cpu":"0"}}""", "bridge.cpu 0")]
    [InlineData("""{"bridge":{"most":0}}""", "bridge.most 0")]
    [InlineData("""{"cosmos":{"serverless":false}}""", "cosmos.mostUnits.twins 0")]
    public void What_no_deployment_can_have_is_refused(string change, string expected) => Assert.Contains(
        expected, Assert.Throws<PlanException>(() => Files.Sizes.Read("dev", JsonNode.Parse(change)!.AsObject())).Message, StringComparison.Ordinal);

    [GeneratedRegex("""KafkaTrigger\("[^"]*", "%Topics:(?<topic>\w+)%".*?LagThreshold = (?<threshold>\d+)""", RegexOptions.Singleline)]
    private static partial Regex Trigger();
}

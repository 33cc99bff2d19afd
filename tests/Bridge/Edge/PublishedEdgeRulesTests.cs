using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Adapters.Blobs;
using ServerlessIot.Adapters.Tests.Blobs;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Bridge.Tests.Kafka;
using ServerlessIot.Domain;
using ServerlessIot.Steps.Rules;

namespace ServerlessIot.Bridge.Tests.Edge;

/// <summary>Rules that are published while a bridge runs, in a real blob store.</summary>
public sealed class PublishedEdgeRulesTests : IAsyncLifetime
{
    private const long Minute = 60_000;
    private static readonly long Start = DateTimeOffset.Parse("2026-01-01T00:00:00Z", null).ToUnixTimeMilliseconds();
    private readonly Azurite _azurite = new();
    private BlobSettings _storage = null!;
    private AzureBlobStore _blobs = null!;
    private int _sent;

    public async Task InitializeAsync()
    {
        await _azurite.InitializeAsync();
        _storage = _azurite.Settings();
        _blobs = new AzureBlobStore(_storage);
    }

    public Task DisposeAsync() => _azurite.DisposeAsync();

    [Fact]
    public async Task A_limit_that_is_published_counts_at_the_edge_of_a_running_process_within_ten_seconds()
    {
        await using var broker = await BrokerProcess.StartAsync();
        await CommandTopics.CreateAsync(broker.Address);
        await PublishAsync(1, degrees: 200);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ServerlessIot.Bridge.dll")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in new[]
        {
            ("Bridge__Port", "0"), ("Bridge__HttpPort", "0"), ("Bridge__AllowAnonymous", "true"), ("Bridge__EdgeRules", "true"), ("Kafka__BrokerList", broker.Address),
            ("Storage__ConnectionString", _storage.ConnectionString), ("Storage__Container", _storage.Container),
        })
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        try
        {
            var (first, second) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            process.ErrorDataReceived += (_, line) =>
            {
                if (line.Data?.Contains("follow version 1 of", StringComparison.Ordinal) == true)
                    first.TrySetResult();
                else if (line.Data?.Contains("follow version 2 of", StringComparison.Ordinal) == true)
                    second.TrySetResult();
            };
            process.BeginErrorReadLine();
            var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
            await first.Task.WaitAsync(TimeSpan.FromSeconds(60)); // the start waits for it for a while only
            using var device = await RawDevice.ConnectAsync(int.Parse(line!.Split(':')[1], null), 5, "car1");
            await device.SendAsync(Reading(90, 0));
            await device.SettleAsync();
            Assert.Empty(LogReader.ReadAll(broker.Address, "alerts"));

            await PublishAsync(2, degrees: 85);
            await second.Task.WaitAsync(TimeSpan.FromSeconds(10));
            await device.SendAsync(Reading(90, 1));
            await device.SettleAsync();
            await Eventually.True(() => LogReader.ReadAll(broker.Address, "alerts").Count > 0);
            var alert = JsonSerializer.Deserialize(LogReader.ReadAll(broker.Address, "alerts")[0].Message.Value, DomainJson.Default.AlertRecord)!;
            Assert.Equal(("overheat", 90, 85), (alert.Rule, alert.Value, alert.Limit));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task What_a_rule_raised_is_remembered_when_rules_change_and_the_new_limits_hold()
    {
        await PublishAsync(1, degrees: 85);
        await using var bridge = await TestBridge.StartAsync(o => o with { EdgeRules = true, Storage = _storage });
        await FollowsAsync(bridge, 1);
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(Reading(90, 0));
        Assert.Equal(["overheat"], await AlertsAsync(bridge, device));

        await PublishAsync(2, degrees: 80, speed: 200);
        await FollowsAsync(bridge, 2);
        await device.SendAsync(Reading(95, 1, speed: 250));
        Assert.Equal(["overheat", "fast"], await AlertsAsync(bridge, device));
        await device.SendAsync(Reading(95, 11));
        Assert.Equal(["overheat", "fast", "overheat"], await AlertsAsync(bridge, device));

        await PublishAsync(3, degrees: 300);
        await FollowsAsync(bridge, 3);
        await device.SendAsync(Reading(95, 30, speed: 250));
        Assert.Equal(["overheat", "fast", "overheat"], await AlertsAsync(bridge, device));
    }

    [Fact]
    public async Task A_file_goes_before_what_is_published()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, EdgeRuleFiles.Limits(4, degrees: 85));
            await PublishAsync(7, degrees: 20);
            await using var bridge = await TestBridge.StartAsync(o => o with { EdgeRules = true, EdgeRulesFile = file, Storage = _storage });
            using var device = await bridge.ConnectAsync(5);
            await device.SendAsync(Reading(50, 0), Reading(90, 1));
            Assert.Equal(["overheat"], await AlertsAsync(bridge, device));
            await FollowsAsync(bridge, 4);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_store_that_is_away_holds_nothing_up_and_is_complained_of_once()
    {
        using var lines = new LogLines();
        await _azurite.EndAsync();
        var clock = Stopwatch.StartNew();
        await using var bridge = await TestBridge.StartAsync(o => o with { EdgeRules = true, Storage = _storage }, lines);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        using var device = await bridge.ConnectAsync(5);
        // 55 degrees are too many by the rules that ship.
        await device.SendAsync(Reading(70, 0));
        Assert.Equal(["battery_overheat"], await AlertsAsync(bridge, device));
        await Eventually.True(async () => await UnreadAsync(bridge) >= 2, 60);
        Assert.Single(lines.Of(3081));

        await _azurite.StartAsync();
        await PublishAsync(1, degrees: 85);
        await FollowsAsync(bridge, 1);
        await Eventually.True(() => lines.Of(3082).Count == 1);

        await _azurite.EndAsync();
        var before = await UnreadAsync(bridge);
        await Eventually.True(async () => await UnreadAsync(bridge) > before, 60);
        await device.SendAsync(Reading(70, 10), Reading(90, 11));
        Assert.Equal(["battery_overheat", "overheat"], await AlertsAsync(bridge, device));
        Assert.Equal(2, lines.Of(3081).Count);
        await _azurite.StartAsync();
    }

    [Fact]
    public async Task A_file_that_was_damaged_leaves_the_rules_before_it_and_is_complained_of_once()
    {
        using var lines = new LogLines();
        await PublishAsync(1, degrees: 85);
        await using var bridge = await TestBridge.StartAsync(o => o with { EdgeRules = true, Storage = _storage }, lines);
        await FollowsAsync(bridge, 1);
        var name = (await PublishAsync(2, degrees: 20)).Name;
        var blob = await _blobs.DownloadAsync(name.Blob, default);
        await _blobs.TryReplaceAsync(name.Blob, EdgeRuleFiles.Limits(2, degrees: 10), blob!.Version, default);
        var first = await UnreadAsync(bridge);
        await Eventually.True(async () => await UnreadAsync(bridge) >= first + 2, 60);
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(Reading(50, 0), Reading(90, 1));
        Assert.Equal(["overheat"], await AlertsAsync(bridge, device));
        Assert.Contains("was changed", Assert.Single(lines.Of(1801)), StringComparison.Ordinal);

        await PublishAsync(3, degrees: 30);
        await FollowsAsync(bridge, 3);
    }

    private async Task<PublishedRules> PublishAsync(int version, double degrees, double speed = 1_000)
    {
        var publication = await new RuleBook(_blobs, TimeProvider.System, NullLogger<RuleBook>.Instance).PublishAsync(EdgeRuleFiles.Limits(version, degrees, speed), null, default);
        Assert.Equal(PublicationOutcome.Published, publication.Outcome);
        return publication.Latest!;
    }

    private byte[] Reading(double degrees, long minute, double speed = 10) =>
        Bytes.Publish(5, 1, ++_sent, "vehicles/car1/telemetry", Encoding.UTF8.GetBytes(EdgeRuleFiles.Reading("car1", degrees, Start + (minute * Minute), speed)));

    private static async Task<List<string>> AlertsAsync(TestBridge bridge, RawDevice device)
    {
        await device.SettleAsync();
        return [.. bridge.Log.Records.Where(record => record.Topic == "alerts").Select(record => JsonSerializer.Deserialize(record.Message.Value, DomainJson.Default.AlertRecord)!.Rule)];
    }

    private static Task FollowsAsync(TestBridge bridge, int version) => Eventually.True(async () => await bridge.Server.MetricAsync("edge_rules_version") == version, 60);

    private static Task<long> UnreadAsync(TestBridge bridge) => bridge.Server.MetricAsync("edge_rules_unread_total");
}

using System.Globalization;
using ServerlessIot.EndToEnd.Tests.Running;
using Xunit.Abstractions;

namespace ServerlessIot.Faults.Tests.Processes.Stalls;

/// <summary>A silent stall of the broker at 1,000 messages a second, with the spool on: devices do not notice it.</summary>
[Trait("Length", "Long")]
public sealed class SpoolStallTest(ITestOutputHelper output)
{
    /// <summary>Seconds of the stall, set by <c>./test faults --stall [SECONDS]</c>.</summary>
    private const string Setting = "Faults__StallSeconds";

    private const int Usual = 300;
    private const int Rate = 1_000;
    private static readonly TimeSpan LiveWithin = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Nothing_is_lost_and_the_bridge_is_live_soon_after()
    {
        var stall = TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable(Setting) ?? $"{Usual}", NumberStyles.None, CultureInfo.InvariantCulture));
        using var spool = new TemporaryFolder();
        var settings = new Dictionary<string, string> { ["Bridge__SpoolDirectory"] = spool.Path };
        await using var edition = await EditionProcess.UpAsync(
            EditionProcess.NewFolder(), settings, "--for", $"{(int)stall.TotalSeconds + 45}s", "--rate", $"{Rate}", "--devices", "200", "--window", "100", "--drain-timeout", "300s");
        using var bridge = await BridgeProbe.OpenAsync(edition);
        await bridge.MoreAcknowledgedAsync(5_000);
        var broker = edition.Parts["broker"].Pid!.Value;

        Signal.Stop(broker);
        var stalled = await bridge.WatchAsync(stall);
        var spooled = await bridge.MetricAsync("spool_acknowledged_total");
        var waiting = await bridge.MetricAsync("spool_records");
        var bytes = await bridge.MetricAsync("spool_bytes");
        Signal.Continue(broker);
        var time = TimeProvider.System;
        var thawed = time.GetTimestamp();
        await Until.TrueAsync(async () => await bridge.MetricAsync("kafka_up") == 1, () => edition.Output);
        var up = time.GetElapsedTime(thawed);
        await Until.TrueAsync(async () => await bridge.MetricAsync("spool_records") == 0, () => edition.Output);
        var live = time.GetElapsedTime(thawed);
        var books = await Balance.DemandAsync(edition, (long)(stall.TotalSeconds * Rate * 0.9), TimeSpan.FromMinutes(12));

        output.WriteLine(FormattableString.Invariant(
            $"figures: broker stalled for {stall.TotalSeconds} s at {Rate:#,0} messages/s: {spooled:#,0} acknowledged from the spool ({bytes / 1048576.0:0} MiB), Kafka answered after {up.TotalSeconds:0.0} s, all {waiting:#,0} replayed and live after {live.TotalSeconds:0.0} s, bridge at most {stalled.Max(sample => sample.Bytes) / 1048576.0:0} MiB"));
        output.WriteLine($"figures: {Balance.Line(books)}");
        Assert.True(spooled > (stall.TotalSeconds - 15) * Rate * 0.9, $"{spooled} acknowledged from the spool");
        Assert.All(stalled, sample => Assert.True(sample.Alive));
        // Until the spool takes over, nothing is acknowledged; it says ready all the same, since it is about to.
        Assert.All(stalled, sample => Assert.True(sample.Ready));
        Assert.InRange(live, TimeSpan.Zero, LiveWithin);
    }
}

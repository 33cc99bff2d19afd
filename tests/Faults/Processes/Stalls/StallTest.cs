using ServerlessIot.EndToEnd.Tests.Running;
using Xunit.Abstractions;

namespace ServerlessIot.Faults.Tests.Processes.Stalls;

/// <summary>SIGSTOP: every connection stays open and nothing answers any more, for a minute. The devices go on at 1,000 messages a second until the
/// bridge has taken what it may hold (32 MiB) and reads their sockets no further.</summary>
[Trait("Length", "Long")]
public sealed class StallTest(ITestOutputHelper output)
{
    private const long MostBytes = 256 * 1024 * 1024;
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan NotReadyWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReadyAgainWithin = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_broker_that_stalls_for_a_minute_costs_nothing_but_the_minute()
    {
        await using var edition = await EditionProcess.UpAsync("--for", "90s", "--rate", "1000", "--devices", "200", "--window", "1000", "--drain-timeout", "180s");
        using var bridge = await BridgeProbe.OpenAsync(edition);
        await bridge.MoreAcknowledgedAsync(5_000);
        var broker = edition.Parts["broker"].Pid!.Value;

        Signal.Stop(broker);
        var stalled = new List<BridgeSample>(await bridge.WatchAsync(NotReadyWithin));
        var acknowledged = await bridge.AcknowledgedAsync();
        stalled.AddRange((await bridge.WatchAsync(Stall - NotReadyWithin)).Select(sample => sample with { At = sample.At + NotReadyWithin }));
        var acknowledgedAtTheEnd = await bridge.AcknowledgedAsync();
        Signal.Continue(broker);
        var back = await bridge.WatchAsync(ReadyAgainWithin * 3, sample => sample.Ready);

        var notReady = stalled.Find(sample => !sample.Ready).At;
        var peak = stalled.Concat(back).Max(sample => sample.Bytes);
        output.WriteLine(FormattableString.Invariant(
            $"figures: broker stalled for {Stall.TotalSeconds} s at 1,000 messages/s: not ready after {notReady.TotalSeconds:0.0} s, ready again after {back[^1].At.TotalSeconds:0.0} s, bridge at most {peak / 1048576.0:0} MiB"));
        Assert.Contains(stalled, sample => !sample.Ready);
        Assert.InRange(notReady, TimeSpan.Zero, NotReadyWithin);
        Assert.DoesNotContain(stalled, sample => sample.Ready && sample.At > notReady);
        Assert.DoesNotContain(stalled.Concat(back), sample => !sample.Alive);
        Assert.InRange(peak, 1, MostBytes);
        Assert.Equal(acknowledged, acknowledgedAtTheEnd);
        Assert.True(back[^1].Ready, edition.Output);
        Assert.InRange(back[^1].At, TimeSpan.Zero, ReadyAgainWithin);
        var books = await Balance.DemandAsync(edition, 20_000, TimeSpan.FromMinutes(8));
        output.WriteLine($"figures: {Balance.Line(books)}");
    }
}

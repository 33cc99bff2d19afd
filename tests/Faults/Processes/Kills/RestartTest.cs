using ServerlessIot.EndToEnd.Tests.Running;
using Xunit.Abstractions;

namespace ServerlessIot.Faults.Tests.Processes.Kills;

/// <summary>SIGTERM, as an orchestrator sends it before an update: the broker ends in order and comes back, again and again under load.</summary>
[Trait("Length", "Long")]
public sealed class RestartTest(ITestOutputHelper output)
{
    private const int Restarts = 6;

    [Fact]
    public async Task Restarting_the_broker_loses_and_doubles_nothing()
    {
        await using var edition = await EditionProcess.UpAsync("--for", "40s", "--rate", "500", "--devices", "100", "--drain-timeout", "180s");
        using var bridge = await BridgeProbe.OpenAsync(edition);
        for (var restart = 1; restart <= Restarts; restart++)
        {
            await bridge.MoreAcknowledgedAsync(1_000);
            Signal.Terminate(edition.Parts["broker"].Pid!.Value);
            await Until.TrueAsync(() => edition.Parts["broker"] is { State: "ready" } broker && broker.Restarts >= restart, () => edition.Output);
        }

        var books = await Balance.DemandAsync(edition, 6_000, TimeSpan.FromMinutes(8));

        Assert.Contains("broker ended with exit code 0", edition.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("broker ended with exit code 1", edition.Output, StringComparison.Ordinal);
        output.WriteLine($"figures: broker restarted {Restarts} times with SIGTERM: {Balance.Line(books)}");
    }
}

using ServerlessIot.EndToEnd.Tests.Running;
using Xunit.Abstractions;

namespace ServerlessIot.Faults.Tests.Processes.Wire;

/// <summary>The wire between the edition and its log, or its blob store, fails under load while all processes live on.</summary>
[Trait("Length", "Long")]
public sealed class WireTest(ITestOutputHelper output)
{
    private static readonly TimeSpan BetweenCuts = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    [Theory]
    [InlineData("broker")]
    [InlineData("azurite")]
    public async Task Connections_that_are_cut_every_few_seconds_cost_nothing(string name)
    {
        await using var part = await ProxiedPart.StartAsync(name);
        await using var edition = await UpAsync(part, "30s");
        await UnderLoadAsync(edition);
        using var timer = new PeriodicTimer(BetweenCuts);
        var cuts = 0;
        while (edition.Parts["simulator"].State != "ended")
        {
            await timer.WaitForNextTickAsync();
            part.Proxy.Cut();
            cuts++;
        }

        var books = await Balance.DemandAsync(edition, 5_000, Patience);

        Assert.InRange(part.Proxy.Cuts, cuts, int.MaxValue);
        output.WriteLine($"figures: {name}: wire cut {cuts} times, {part.Proxy.Cuts} connections reset: {Balance.Line(books)}");
    }

    [Theory]
    [InlineData("broker", nameof(Direction.ToServer))]
    [InlineData("broker", nameof(Direction.ToClient))]
    [InlineData("azurite", nameof(Direction.ToServer))]
    [InlineData("azurite", nameof(Direction.ToClient))]
    public async Task A_wire_that_silently_swallows_one_direction_costs_nothing(string name, string direction)
    {
        await using var part = await ProxiedPart.StartAsync(name);
        await using var edition = await UpAsync(part, "40s");
        await UnderLoadAsync(edition);

        await part.Proxy.SwallowAsync(Enum.Parse<Direction>(direction), Outage);

        var books = await Balance.DemandAsync(edition, 2_000, Patience);
        Assert.InRange(part.Proxy.Swallowed, 1, long.MaxValue);
        output.WriteLine(FormattableString.Invariant(
            $"figures: {name}: {direction} swallowed for {Outage.TotalSeconds} s, {part.Proxy.Swallowed:#,0} bytes: {Balance.Line(books)}"));
    }

    [Theory]
    [InlineData("broker")]
    [InlineData("azurite")]
    public async Task A_wire_that_stalls_and_goes_on_costs_nothing(string name)
    {
        await using var part = await ProxiedPart.StartAsync(name);
        await using var edition = await UpAsync(part, "40s");
        await UnderLoadAsync(edition);

        await part.Proxy.StallAsync(Outage);

        var books = await Balance.DemandAsync(edition, 2_000, Patience);
        output.WriteLine($"figures: {name}: wire stalled for {Outage.TotalSeconds} s: {Balance.Line(books)}");
    }

    private static Task<EditionProcess> UpAsync(ProxiedPart part, string length) =>
        EditionProcess.UpAsync(EditionProcess.NewFolder(), part.Environment, "--for", length, "--rate", "300", "--devices", "60", "--drain-timeout", "240s");

    private static async Task UnderLoadAsync(EditionProcess edition)
    {
        using var bridge = await BridgeProbe.OpenAsync(edition);
        await bridge.MoreAcknowledgedAsync(1_000);
    }
}

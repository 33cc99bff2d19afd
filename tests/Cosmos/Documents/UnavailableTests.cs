using Microsoft.Extensions.DependencyInjection;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Cosmos.Tests.Documents;

public sealed class UnavailableTests
{
    [Fact]
    public async Task A_store_that_is_down_is_said_to_be_unavailable_and_works_again_when_it_is_back()
    {
        await using var gateway = await GatewayProcess.StartAsync();
        await using var services = StoreFixture.Services(gateway.ConnectionString);
        var store = services.GetRequiredService<IDocumentStore>();
        var version = await store.TryWriteAsync(Containers.Alerts, "t/d", "a", Samples.Alert("t/d", "a"), null, default);
        await gateway.KillAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.ReadAsync<AlertDocument>(Containers.Alerts, "t/d", "a", default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.TryWriteAsync(Containers.Alerts, "t/d", "a", Samples.Alert("t/d", "a"), version, default));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.QueryAsync<AlertDocument>(Containers.Alerts, null, null, null, 1, default).ToListAsync());

        await gateway.StartAgainAsync();
        Assert.Equal(version, (await store.ReadAsync<AlertDocument>(Containers.Alerts, "t/d", "a", default))?.Version);
    }

    [Fact]
    public async Task A_caller_that_gives_up_sees_its_own_cancellation()
    {
        await using var gateway = await GatewayProcess.StartAsync();
        await using var services = StoreFixture.Services(gateway.ConnectionString);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => services.GetRequiredService<IDocumentStore>().ReadAsync<AlertDocument>(Containers.Alerts, "t/d", "a", cancelled.Token));
    }

    [Fact]
    public void Without_an_address_the_message_names_the_settings()
    {
        using var services = StoreFixture.Services("AccountKey=x");
        var error = Assert.Throws<InvalidOperationException>(services.GetRequiredService<IDocumentStore>);
        Assert.Contains("Cosmos__ConnectionString", error.Message, StringComparison.Ordinal);
    }
}

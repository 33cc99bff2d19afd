using ServerlessIot.Ops.Api.Devices;
using ServerlessIot.Ops.Api.Health;

namespace ServerlessIot.Ops.Tests.Api;

public sealed class HealthTests : IAsyncLifetime
{
    private readonly ApiFixture fixture = new();

    public Task InitializeAsync() => fixture.InitializeAsync();

    public Task DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task All_parts_answer()
    {
        var answer = await fixture.CallAsync<GetHealth>();
        Assert.Equal((200, "ok"), (answer.Status, answer.Json.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task A_part_that_does_not_answer_is_named()
    {
        fixture.Log.Down = true;
        var answer = await fixture.CallAsync<GetHealth>();
        Assert.Equal((503, "unavailable", "ok"), (answer.Status, answer.Json.GetProperty("checks").GetProperty("log").GetString(), answer.Json.GetProperty("checks").GetProperty("documents").GetString()));
    }

    [Fact]
    public async Task A_store_that_is_down_is_503_with_a_time_to_try_again()
    {
        await using var services = fixture.Services(fixture.Gateway.ConnectionString, ("Cosmos:OperationTimeout", "00:00:02"));
        await fixture.Gateway.KillAsync();
        var answer = await ApiFixture.CallAsync(services, typeof(ListDevices), "", null, null);
        Assert.Equal((503, "application/problem+json", "5"), (answer.Status, answer.Response.ContentType, answer.Response.Headers.RetryAfter.ToString()));
        Assert.DoesNotContain("127.0.0.1", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}

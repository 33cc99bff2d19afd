using System.Text;
using ServerlessIot.Ops.Api.Statistics;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Tests.Api;

public sealed class TenantStatisticsTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    public async Task InitializeAsync()
    {
        foreach (var (tenant, device, type, online, status) in new[]
        {
            ("fleet", "c1", "vehicle", true, "driving"), ("fleet", "c2", "vehicle", true, "charging"), ("fleet", "c3", "vehicle", false, "driving"),
            ("fleet", "s/1", "temperature", true, null), ("fleet2", "x", "vehicle", true, "driving"), ("f", "fleet/x", "vehicle", true, "driving"),
        })
        {
            var twin = Samples.Twin(tenant, device) with { Type = type, Online = online, Status = status };
            await fixture.Documents.TryWriteAsync(Containers.Twins, $"{tenant}/{device}", "twin", twin, null, default);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Devices_are_counted_by_kind_and_state() => Assert.Equal(
        """{"devices":4,"online":3,"offline":1,"events":12,"types":{"temperature":{"devices":1,"online":1},"vehicle":{"devices":3,"online":2}},"states":{"charging":1,"driving":2}}""",
        Encoding.UTF8.GetString((await fixture.CallAsync<GetTenantStatistics>(route: ["fleet"])).Bytes));

    [Fact]
    public async Task Parts_add_up()
    {
        var (devices, online, parts) = (0, 0, 0);
        for (string? after = ""; after is not null; parts++)
        {
            var part = await fixture.CallAsync<GetTenantStatistics>($"?limit=2{after}", route: ["fleet"]);
            devices += part.Json.GetProperty("devices").GetInt32();
            online += part.Json.GetProperty("online").GetInt32();
            after = part.Next is null ? null : "&after=" + part.Next;
        }

        Assert.Equal((4, 3, 2), (devices, online, parts));
    }

    [Fact]
    public async Task A_tenant_that_never_sent_is_not_found() => Assert.Equal(404, (await fixture.CallAsync<GetTenantStatistics>(route: ["flee"])).Status);

    [Theory]
    [InlineData("f%2Ffleet", "", "tenant")] // would be devices of another one
    [InlineData("fleet", "?limit=50001", "limit")]
    [InlineData("fleet", "?after=!", "after")]
    public async Task A_bad_parameter_is_named(string tenant, string query, string parameter)
    {
        var answer = await fixture.CallAsync<GetTenantStatistics>(query, route: [tenant]);
        Assert.Equal(400, answer.Status);
        Assert.True(answer.Json.GetProperty("errors").TryGetProperty(parameter, out _));
    }
}

using ServerlessIot.Ops.Api.Aggregates;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Windows;

namespace ServerlessIot.Ops.Tests.Api;

public sealed class AggregateTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Windows_that_start_in_the_range_come_page_by_page()
    {
        foreach (var start in new long[] { 180_000, 60_000, 240_000, 120_000 })
            await fixture.Documents.TryWriteAsync(Containers.Windows, "t/d", WindowsStep.IdOf(start), Samples.Window("t", "d", start), null, default);
        var first = await fixture.CallAsync<GetAggregates>("?from=60000&to=240000&limit=2", route: ["t", "d"]);
        Assert.Equal(["60000", "120000"], first.Items(item => item.GetProperty("start").ToString()));
        var second = await fixture.CallAsync<GetAggregates>($"?from=60000&to=240000&limit=2&after={first.Next}", route: ["t", "d"]);
        Assert.Equal(["180000"], second.Items(item => item.GetProperty("start").ToString()));
        Assert.Equal(1.4, second.Json.GetProperty("items")[0].GetProperty("measures").GetProperty("temperature").GetProperty("stdDev").GetDouble());
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task A_device_without_windows_has_an_empty_list() => Assert.Empty((await fixture.CallAsync<GetAggregates>(route: ["t", "none"])).Items(_ => ""));
}

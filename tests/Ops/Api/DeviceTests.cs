using ServerlessIot.Ops.Api.Devices;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Tests.Api;

public sealed class DeviceTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    public async Task InitializeAsync()
    {
        foreach (var device in new[] { "d3", "d1", "d2" }) await fixture.Documents.TryWriteAsync(Containers.Twins, $"t/{device}", "twin", Samples.Twin("t", device), null, default);
        await fixture.Documents.TryWriteAsync(Containers.Twins, "t/a/b", "twin", Samples.Twin("t", "a/b"), null, default);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Devices_come_in_order_page_by_page()
    {
        var first = await fixture.CallAsync<ListDevices>("?limit=3");
        Assert.Equal(["a/b", "d1", "d2"], first.Items(item => item.GetProperty("device").GetString()));
        var second = await fixture.CallAsync<ListDevices>($"?limit=3&after={first.Next}");
        Assert.Equal(["d3"], second.Items(item => item.GetProperty("device").GetString()));
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task One_device_is_answered_with_its_last_values()
    {
        var answer = await fixture.CallAsync<GetDevice>(route: ["t", "d1"]);
        Assert.Equal(200, answer.Status);
        Assert.Equal("application/json", answer.Response.ContentType);
        Assert.Equal(21.5, answer.Json.GetProperty("values").GetProperty("temperature").GetDouble());
    }

    [Fact]
    public async Task A_slash_in_a_name_stays_escaped_in_the_path() => Assert.Equal(200, (await fixture.CallAsync<GetDevice>(route: ["t", "a%2Fb"])).Status);

    [Fact]
    public async Task A_device_that_never_sent_is_not_found()
    {
        var answer = await fixture.CallAsync<GetDevice>(route: ["t", "nobody"]);
        Assert.Equal((404, "application/problem+json"), (answer.Status, answer.Response.ContentType));
        Assert.Contains("t/nobody", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=1001", "limit")]
    [InlineData("?limit=ten", "limit")]
    [InlineData("?after=%21", "after")]
    public async Task A_bad_parameter_is_named_in_problem_details(string query, string parameter)
    {
        var answer = await fixture.CallAsync<ListDevices>(query);
        Assert.Equal((400, "application/problem+json"), (answer.Status, answer.Response.ContentType));
        Assert.Equal(400, answer.Json.GetProperty("status").GetInt32());
        Assert.Equal("urn:serverlessiot:problem:invalid-parameter", answer.Json.GetProperty("type").GetString());
        Assert.NotEmpty(answer.Json.GetProperty("title").GetString()!);
        Assert.NotEmpty(answer.Json.GetProperty("errors").GetProperty(parameter)[0].GetString()!);
        Assert.DoesNotContain("\\u00", System.Text.Encoding.UTF8.GetString(answer.Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_bad_parameters_are_named_at_once()
    {
        var answer = await fixture.CallAsync<ListDevices>("?limit=x&after=%21");
        Assert.Equal(["limit", "after"], answer.Json.GetProperty("errors").EnumerateObject().Select(member => member.Name));
    }
}

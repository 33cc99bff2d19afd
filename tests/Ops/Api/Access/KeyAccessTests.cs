using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Devices;
using ServerlessIot.Ops.Api.Health;

namespace ServerlessIot.Ops.Tests.Api.Access;

public sealed class KeyAccessTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    public static TheoryData<Type> Guarded() => [.. typeof(ApiGuard).Assembly.GetTypes().Where(type => type != typeof(GetHealth) && Trigger(type) is not null)];

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Every_function_refuses_a_caller_without_the_key(Type function)
    {
        await using var services = fixture.Services(fixture.Gateway.ConnectionString, ("Api:Key", "secret"));
        object[] route = [.. Trigger(function)!.Skip(1).Where(parameter => parameter.ParameterType == typeof(string)).Select(_ => "0")];
        var answer = await ApiFixture.CallAsync(services, function, "", "{\"by\":\"eva\"}", null, route);
        Assert.Equal(401, answer.Status);
        Assert.Equal("application/problem+json", answer.Response.ContentType);
    }

    [Theory]
    [InlineData("secret", 200)]
    [InlineData("Secret", 401)]
    [InlineData("", 401)]
    public async Task The_key_must_be_the_one_that_is_set(string key, int status)
    {
        await using var services = fixture.Services(fixture.Gateway.ConnectionString, ("Api:Key", "secret"));
        Assert.Equal(status, (await ApiFixture.CallAsync(services, typeof(ListDevices), "", null, request => request.Headers[KeyAccess.Header] = key)).Status);
    }

    [Fact]
    public async Task Without_a_key_local_callers_are_let_in() => Assert.Equal(200, (await fixture.CallAsync<ListDevices>()).Status);

    [Fact]
    public async Task Without_a_key_others_are_not()
    {
        Action<HttpRequest>[] others =
        [
            request => request.HttpContext.Connection.RemoteIpAddress = IPAddress.Parse("10.0.0.7"),
            request => request.HttpContext.Connection.RemoteIpAddress = null,
            request => request.Headers["X-Forwarded-For"] = "10.0.0.7",
            request => request.Host = new HostString("evil.example"),
        ];
        foreach (var other in others) Assert.Equal(403, (await fixture.CallAsync<ListDevices>(change: other)).Status);
    }

    [Fact]
    public async Task Without_a_key_nobody_is_let_in_in_Azure()
    {
        await using var services = fixture.Services(fixture.Gateway.ConnectionString, ("WEBSITE_SITE_NAME", "ops"));
        Assert.Equal(403, (await ApiFixture.CallAsync(services, typeof(ListDevices), "", null, null)).Status);
    }

    private static ParameterInfo[]? Trigger(Type type) =>
        type.GetMethods().Select(method => method.GetParameters()).FirstOrDefault(parameters => parameters is [var first, ..] && first.GetCustomAttribute<HttpTriggerAttribute>() is not null);
}

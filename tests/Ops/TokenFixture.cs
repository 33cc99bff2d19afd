using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ServerlessIot.Ops.Tests.Doubles;

namespace ServerlessIot.Ops.Tests;

/// <summary>The API as it is where it takes tokens, and the directory that makes them.</summary>
public sealed class TokenFixture : IAsyncLifetime
{
    private ServiceProvider? services;

    public ApiFixture Api { get; } = new();

    public IdentityProvider Directory { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Api.InitializeAsync();
        Directory = await IdentityProvider.StartAsync();
        // The first request takes long, and who asks for keys has little time.
        using (var client = new HttpClient()) await client.GetStringAsync(new Uri(Directory.Issuer + "/.well-known/openid-configuration"));
        services = Api.Services(Api.Gateway.ConnectionString, Directory.Settings);
    }

    public async Task DisposeAsync()
    {
        await services!.DisposeAsync();
        await Directory.DisposeAsync();
        await Api.DisposeAsync();
    }

    /// <summary>Calls a function with a token; null = without one.</summary>
    public Task<Answer> CallAsync(Type function, string? token, string query = "", string? body = null, params object[] route) =>
        ApiFixture.CallAsync(services!, function, query, body, request => Bear(request, token), route);

    public Task<Answer> CallAsync<T>(string? token, string query = "", string? body = null, params object[] route) => CallAsync(typeof(T), token, query, body, route);

    /// <summary>Calls a function with a request that a test bends.</summary>
    public Task<Answer> CallAsync<T>(Action<HttpRequest> change, params object[] route) => ApiFixture.CallAsync(services!, typeof(T), "", null, change, route);

    private static void Bear(HttpRequest request, string? token)
    {
        if (token is not null) request.Headers.Authorization = "Bearer " + token;
    }
}

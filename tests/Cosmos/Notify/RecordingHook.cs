using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ServerlessIot.Cosmos.Tests.Notify;

/// <summary>A webhook's server on loopback that remembers what it was sent.</summary>
internal sealed class RecordingHook : IAsyncDisposable
{
    private readonly WebApplication server;

    private RecordingHook(WebApplication server) => this.server = server;

    public ConcurrentQueue<(string Key, JsonElement Body)> Posts { get; } = new();

    public string Url => server.Urls.Single() + "/hook";

    public static async Task<RecordingHook> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var hook = new RecordingHook(builder.Build());
        hook.server.Run(async context =>
        {
            var body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
            hook.Posts.Enqueue((context.Request.Headers["Idempotency-Key"].ToString(), body));
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        });
        await hook.server.StartAsync();
        return hook;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}

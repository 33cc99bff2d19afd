using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace ServerlessIot.Faults.Tests.Archive;

/// <summary>
/// Stands before a blob store and hands on only requests that came whole, as a store in the cloud takes them. Azurite does not survive a client that dies
/// in the middle of a body: its writer goes on with a file descriptor that is another file's by then, and what it had acknowledged to others is damaged.
/// </summary>
internal sealed class WholeRequests : IAsyncDisposable
{
    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase) { "Host", "Connection", "Transfer-Encoding", "Keep-Alive", "Expect" };
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = TimeSpan.FromMinutes(2) };
    private readonly string store;
    private readonly WebApplication server;

    private WholeRequests(string store)
    {
        this.store = store;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 64 << 20);
        server = builder.Build();
        server.Run(HandOnAsync);
    }

    /// <summary>Where it listens, <c>http://127.0.0.1:PORT</c>.</summary>
    internal string Address => server.Urls.Single();

    /// <summary>Starts before a store.</summary>
    /// <param name="store">Its address, without a slash at the end.</param>
    internal static async Task<WholeRequests> StartAsync(string store)
    {
        var proxy = new WholeRequests(store);
        await proxy.server.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        client.Dispose();
    }

    private async Task HandOnAsync(HttpContext context)
    {
        var body = new MemoryStream();
        // Throws when the client is gone before its end: then there is nothing to hand on.
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        // Exactly as it was signed.
        var address = new Uri(store + context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), address) { Content = new ByteArrayContent(body.ToArray()) };
        foreach (var (name, values) in context.Request.Headers)
        {
            if (!OfTheConnection.Contains(name) && !request.Headers.TryAddWithoutValidation(name, values.ToArray())) request.Content.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        // What was taken is done, whether or not the client lives to hear of it.
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, CancellationToken.None);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!OfTheConnection.Contains(name)) context.Response.Headers[name] = values.ToArray();
        }

        if (!HttpMethods.IsHead(context.Request.Method)) await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}

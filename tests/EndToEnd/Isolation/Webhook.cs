using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ServerlessIot.EndToEnd.Tests.Isolation;

/// <summary>Somebody's webhook, which takes alerts only when it feels like it.</summary>
internal sealed class Webhook : IAsyncDisposable
{
    private WebApplication? _application;

    /// <summary>What it does.</summary>
    public enum Mood
    {
        Takes,
        Refuses,
        NeverAnswers,
    }

    public Mood Does { get; set; }

    /// <summary>Posts that came, whatever became of them.</summary>
    public int Posts => _posts;

    /// <summary>How often each key was taken.</summary>
    public ConcurrentDictionary<string, int> Taken { get; } = new();

    public int Port { get; } = FreePort();

    private int _posts;

    public async Task OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, Port));
        _application = builder.Build();
        _application.MapPost("/alerts", (Delegate)AnswerAsync);
        await _application.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null) await _application.DisposeAsync();
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<IResult> AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _posts);
        switch (Does)
        {
            case Mood.Refuses:
                return Results.StatusCode(500);
            case Mood.NeverAnswers:
                var gone = new TaskCompletionSource();
                await using (context.RequestAborted.Register(gone.SetResult)) await gone.Task;
                return Results.Empty;
            default:
                Taken.AddOrUpdate(context.Request.Headers["Idempotency-Key"].ToString(), 1, (_, times) => times + 1);
                return Results.Ok();
        }
    }
}

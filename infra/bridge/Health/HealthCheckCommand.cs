using System.Net;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Health;

/// <summary><c>ServerlessIot.Bridge healthcheck</c>: asks a running bridge whether it is alive. Small images hold no curl.</summary>
internal static class HealthCheckCommand
{
    /// <returns>0 when it answers 200 within 3 s, else 1.</returns>
    public static async Task<int> RunAsync(BridgeOptions options)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(3) };
        var host = options.Bind.Equals(IPAddress.Any) ? IPAddress.Loopback : options.Bind;
        try
        {
            using var response = await client.GetAsync(new Uri($"http://{host}:{options.HttpPort}/healthz/live"));
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using ServerlessIot.Adapters.Blobs;
using ServerlessIot.Edition.Layout;

namespace ServerlessIot.Benchmarks.Archive;

/// <summary>A real Azurite on a free port, in a folder that is deleted with it.</summary>
internal sealed class AzuriteProcess : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("azurite-").FullName;
    private readonly Process process;

    private AzuriteProcess(int port, string key)
    {
        var main = RepositoryLayout.Find(AppContext.BaseDirectory).Source("infra/local/node_modules/azurite/dist/src/blob/main.js");
        var start = new ProcessStartInfo("node", [main, "--silent", "--location", folder, "--blobHost", "127.0.0.1", "--blobPort", port.ToString(CultureInfo.InvariantCulture), "--disableTelemetry", "--skipApiVersionCheck"])
        {
            RedirectStandardOutput = true,
            Environment = { ["AZURITE_ACCOUNTS"] = "test:" + key },
        };
        process = Process.Start(start)!;
        Settings = new BlobSettings { ConnectionString = $"DefaultEndpointsProtocol=http;AccountName=test;AccountKey={key};BlobEndpoint=http://127.0.0.1:{port}/test;" };
    }

    internal BlobSettings Settings { get; }

    internal static async Task<AzuriteProcess> StartAsync()
    {
        var azurite = new AzuriteProcess(FreePort(), Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await azurite.process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Contains("successfully listens", StringComparison.Ordinal)) return azurite;
        }

        throw new InvalidOperationException("Azurite ended before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

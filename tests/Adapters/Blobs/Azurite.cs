using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using ServerlessIot.Adapters.Blobs;

namespace ServerlessIot.Adapters.Tests.Blobs;

/// <summary>A real Azurite on a free port, with an account of its own.</summary>
public sealed class Azurite : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
    private readonly string folder = Directory.CreateTempSubdirectory("azurite-").FullName;
    private readonly int port = FreePort();
    private Process? process;

    /// <summary>A container of its own for each caller.</summary>
    public BlobSettings Settings() => new()
    {
        ConnectionString = $"DefaultEndpointsProtocol=http;AccountName=test;AccountKey={key};BlobEndpoint=http://127.0.0.1:{port}/test;",
        Container = "c" + Guid.NewGuid().ToString("N"),
    };

    public Task InitializeAsync() => StartAsync();

    /// <summary>Ends it orderly, with everything on disk, and starts it again.</summary>
    public async Task RestartAsync()
    {
        await EndAsync();
        await StartAsync();
    }

    /// <summary>Ends it orderly; nobody listens from then on.</summary>
    public async Task EndAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        await process.WaitForExitAsync();
    }

    /// <summary>kill -9, and start again: it forgets up to 5 s of what it acknowledged.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        await StartAsync();
    }

    /// <summary>Starts it, on the same port and with what it held before.</summary>
    public async Task StartAsync()
    {
        process?.Dispose();
        var main = Path.Combine(Top(), "infra/local/node_modules/azurite/dist/src/blob/main.js");
        if (!File.Exists(main)) throw new InvalidOperationException($"Azurite is not installed. Run 'npm ci --prefix infra/local --ignore-scripts' in {Top()}, or ./test, which does.");
        var start = new ProcessStartInfo("node", [main, "--silent", "--location", folder, "--blobHost", "127.0.0.1", "--blobPort", port.ToString(System.Globalization.CultureInfo.InvariantCulture), "--disableTelemetry", "--skipApiVersionCheck"])
        {
            RedirectStandardOutput = true,
            Environment = { ["AZURITE_ACCOUNTS"] = "test:" + key },
        };
        process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Contains("successfully listens", StringComparison.Ordinal)) return;
        }

        throw new InvalidOperationException("Azurite ended before it listened.");
    }

    public async Task DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Directory.Delete(folder, recursive: true);
    }

    private static string Top()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ServerlessIot.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("ServerlessIot.sln");
        return folder;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

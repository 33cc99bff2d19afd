using System.Diagnostics;
using System.Reflection;

namespace ServerlessIot.Cosmos.Tests;

/// <summary>The real gateway as a process of its own, over a directory of its own.</summary>
public sealed class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);
    private static readonly string Script = typeof(GatewayProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "CosmosGateway").Value!;
    private readonly List<string> errors = [];
    private Process? process;

    private readonly string[] more;

    private GatewayProcess(string directory, string[] more) => (Directory, this.more) = (directory, more);

    public string Directory { get; }

    public string LogFile => Path.Combine(Directory, "documents.jsonl");

    public int Port { get; private set; }

    public string ConnectionString => $"AccountEndpoint=http://127.0.0.1:{Port}/;AccountKey=bG9jYWw=;";

    public static async Task<GatewayProcess> StartAsync(params string[] more)
    {
        var gateway = new GatewayProcess(System.IO.Directory.CreateTempSubdirectory("cosmos-").FullName, more);
        await gateway.StartAgainAsync();
        return gateway;
    }

    /// <summary>Starts it over the same directory, on the same port once it had one.</summary>
    public async Task StartAgainAsync()
    {
        process = Launch(Port);
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Bound);
        Assert.True(line?.StartsWith("ready 127.0.0.1:", StringComparison.Ordinal) is true, $"{line} {Errors}");
        Port = int.Parse(line[(line.LastIndexOf(':') + 1)..]);
    }

    /// <summary>Starts it where it cannot run; returns its exit code.</summary>
    public async Task<int> TryStartAsync()
    {
        using var process = Launch(0);
        await process.WaitForExitAsync().WaitAsync(Bound);
        return process.ExitCode;
    }

    /// <summary>What it wrote to standard error.</summary>
    public string Errors
    {
        get
        {
            lock (errors) return string.Join('\n', errors);
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync().WaitAsync(Bound);
        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null) await KillAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private Process Launch(int port)
    {
        var start = new ProcessStartInfo("node", [Script, "--port", $"{port}", "--directory", Directory, .. more]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors) errors.Add(line.Data ?? "");
        };
        process.BeginErrorReadLine();
        return process;
    }
}

using System.Diagnostics;

namespace ServerlessIot.Bridge.Tests.Kafka;

/// <summary>The local broker as a process of its own, so that it can be frozen and killed.</summary>
internal sealed class BrokerProcess : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("bridge-tests").FullName;
    private Process? _process;

    /// <summary>host:port; the same after a restart.</summary>
    public string Address { get; private set; } = "127.0.0.1:0";

    public static async Task<BrokerProcess> StartAsync()
    {
        var broker = new BrokerProcess();
        await broker.RunAsync();
        return broker;
    }

    public async Task RunAsync()
    {
        var port = Address.Split(':')[1];
        _process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ServerlessIot.Broker.dll"), "--directory", _directory, "--port", port])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.StartsWith("ready ", line, StringComparison.Ordinal);
        Address = line![6..].Trim();
    }

    /// <summary>SIGSTOP: it keeps its connections and answers nothing.</summary>
    public void Freeze() => Signal("-STOP");

    public void Thaw() => Signal("-CONT");

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{_process!.Id}"]);
        kill.WaitForExit();
    }
}

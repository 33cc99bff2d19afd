using System.Diagnostics;
using System.Globalization;

namespace ServerlessIot.Broker.Tests;

/// <summary>The broker as a process of its own, that can be killed and whose CPU can be told from the clients'.</summary>
internal sealed class BrokerProcess : IDisposable
{
    private readonly Process _process;

    private BrokerProcess(Process process, string servers)
    {
        _process = process;
        Servers = servers;
    }

    public string Servers { get; }

    public int Port => int.Parse(Servers.Split(':')[1], CultureInfo.InvariantCulture);

    /// <summary>CPU time used so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public double MemoryMegabytes => _process.WorkingSet64 / 1e6;

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<BrokerProcess> StartAsync(string directory, int port = 0)
    {
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "ServerlessIot.Broker.dll"), "--directory", directory, "--port", port.ToString(CultureInfo.InvariantCulture)];
        var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException("dotnet did not start");
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var line = await process.StandardOutput.ReadLineAsync(patience.Token);
        return line?.Split(' ') is ["ready", var servers]
            ? new BrokerProcess(process, servers)
            : throw new InvalidOperationException($"the broker said: {line}");
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>SIGTERM.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }
}

using System.Diagnostics;

namespace ServerlessIot.Benchmarks;

/// <summary>The broker as a process of its own, so that its CPU can be told from the clients'.</summary>
internal sealed class BrokerProcess : IDisposable
{
    private readonly Process _process;

    private BrokerProcess(Process process, string servers)
    {
        _process = process;
        Servers = servers;
    }

    public string Servers { get; }

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

    public static async Task<BrokerProcess> StartAsync(string directory)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ServerlessIot.Broker.dll"), "--directory", directory, "--port", "0"])
        {
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var line = await process.StandardOutput.ReadLineAsync(patience.Token);
        return line?.Split(' ') is ["ready", var servers]
            ? new BrokerProcess(process, servers)
            : throw new InvalidOperationException($"the broker said: {line}");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
    }
}

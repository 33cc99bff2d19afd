using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ServerlessIot.Bridge.Tests.Spool;

/// <summary>A bridge with a spool as a process of its own, so that it can be killed.</summary>
internal sealed partial class BridgeProcess : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http = new();
    private readonly int _httpPort;

    private BridgeProcess(Process process, int port, int httpPort) => (_process, Port, _httpPort) = (process, port, httpPort);

    public int Port { get; }

    /// <param name="brokers">The log.</param>
    /// <param name="directory">Of the spool.</param>
    /// <param name="markEvery">Seconds; 0: it writes no marks.</param>
    /// <param name="replayRate">Records a second that follow from the spool.</param>
    public static async Task<BridgeProcess> StartAsync(string brokers, string directory, int markEvery = 0, int replayRate = 50_000)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ServerlessIot.Bridge.dll")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["Bridge__Port"] = "0";
        start.Environment["Bridge__HttpPort"] = "0";
        start.Environment["Bridge__AllowAnonymous"] = "true";
        start.Environment["Bridge__SpoolDirectory"] = directory;
        start.Environment["Bridge__SpoolAfterSeconds"] = "1";
        start.Environment["Bridge__SpoolReplayRate"] = $"{replayRate}";
        start.Environment["Bridge__Name"] = "spooling";
        start.Environment["Bridge__MarkEverySeconds"] = $"{markEvery}";
        start.Environment["Kafka__BrokerList"] = brokers;
        var http = new TaskCompletionSource<int>();
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) =>
        {
            if (HttpAddress().Match(line.Data ?? "") is { Success: true } match)
                http.TrySetResult(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        };
        process.BeginErrorReadLine();
        var ready = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.StartsWith("ready ", ready, StringComparison.Ordinal);
        return new BridgeProcess(process, int.Parse(ready!.Split(':')[1], CultureInfo.InvariantCulture), await http.Task.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    public async Task<long> MetricAsync(string name)
    {
        var text = await _http.GetStringAsync(new Uri($"http://127.0.0.1:{_httpPort}/metrics"));
        var line = text.Split('\n').Single(l => l.StartsWith($"serverlessiot_bridge_{name} ", StringComparison.Ordinal));
        return long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
        _http.Dispose();
    }

    [GeneratedRegex(@"HTTP on [^ ]*:(\d+)")]
    private static partial Regex HttpAddress();
}

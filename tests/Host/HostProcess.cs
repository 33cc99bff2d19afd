using System.Diagnostics;
using System.Net.Http.Json;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;

namespace ServerlessIot.Host.Tests;

/// <summary>The real host in a process of its own, running the sample app.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly HttpClient _client = new();

    private HostProcess(Process process) => _process = process;

    /// <summary>The build output of the sample app.</summary>
    public static string SampleApp { get; } = typeof(HostProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "SampleApp").Value!;

    /// <summary>Requests to the host.</summary>
    public HttpClient Client => _client;

    /// <summary>What it wrote to standard error.</summary>
    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    /// <summary>The exit code, once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts the host and waits until it is ready.</summary>
    public static async Task<HostProcess> StartAsync(string arguments, params (string Name, string Value)[] settings)
    {
        HostProcess host = Launch(arguments, settings);
        Task<string?> line = host._process.StandardOutput.ReadLineAsync();
        if (await Task.WhenAny(line, Task.Delay(TimeSpan.FromSeconds(60))) != line || await line is not { } ready)
        {
            await host.DisposeAsync();
            throw new InvalidOperationException($"The host did not get ready:\n{host.Log}");
        }
        Assert.StartsWith("ready 127.0.0.1:", ready, StringComparison.Ordinal);
        host._client.BaseAddress = new Uri($"http://{ready["ready ".Length..]}");
        return host;
    }

    /// <summary>Starts the host without waiting for anything.</summary>
    public static HostProcess Launch(string arguments, params (string Name, string Value)[] settings) =>
        LaunchProgram(Path.Combine(AppContext.BaseDirectory, "ServerlessIot.Host.dll"), arguments, settings);

    /// <summary>Starts another program instead.</summary>
    public static HostProcess LaunchProgram(string assembly, string arguments, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", $"\"{assembly}\" {arguments}")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in settings) start.Environment[name] = value;
        var host = new HostProcess(Process.Start(start)!);
        host._process.ErrorDataReceived += (_, line) =>
        {
            lock (host._log) host._log.AppendLine(line.Data);
        };
        host._process.BeginErrorReadLine();
        return host;
    }

    /// <summary>The entry of a function in /admin/status.</summary>
    public async Task<JsonNode> StatusAsync(string function)
    {
        JsonNode status = (await _client.GetFromJsonAsync<JsonNode>("/admin/status"))!;
        return status["functions"]!.AsArray().Single(entry => (string?)entry!["name"] == function)!;
    }

    /// <summary>Asks it to stop, as a person's Ctrl-C or a supervisor does, and waits for its end.</summary>
    public async Task<TimeSpan> TerminateAsync()
    {
        long start = Stopwatch.GetTimestamp();
        using var kill = Process.Start("kill", $"-TERM {_process.Id}");
        await WaitForExitAsync();
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await WaitForExitAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task WaitForExitAsync()
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process.WaitForExitAsync(bound.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
        _client.Dispose();
    }
}

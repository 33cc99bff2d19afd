using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ServerlessIot.Simulator.Tests.Brokers;

/// <summary>A real mosquitto on a free port; can be killed and started again on the same port.</summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    private const string Executable = "/usr/sbin/mosquitto";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _directory = Directory.CreateTempSubdirectory("mosquitto-").FullName;
    private Process? _process;

    private Mosquitto()
    {
    }

    public int Port { get; } = FreePort();

    public static async Task<Mosquitto> StartAsync(string settings = "allow_anonymous true")
    {
        if (!File.Exists(Executable))
            await InstallAsync();
        var broker = new Mosquitto();
        var configuration = $"listener {broker.Port} 127.0.0.1\n{settings}\nmax_queued_messages 0\nmax_inflight_messages 0\n";
        await File.WriteAllTextAsync(Path.Combine(broker._directory, "mosquitto.conf"), configuration);
        await broker.StartAgainAsync();
        return broker;
    }

    /// <summary>A mosquitto with one user.</summary>
    public static async Task<Mosquitto> StartWithUserAsync(string user, string password)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("mosquitto-").FullName, "passwords");
        await File.WriteAllTextAsync(file, $"{user}:{password}\n");
        // Started as root, mosquitto reads this file as a user of its own.
        using var hashing = Process.Start("/bin/sh", ["-c", $"mosquitto_passwd -U {file} && chmod a+rx {Path.GetDirectoryName(file)} && chmod a+r {file}"]);
        await hashing.WaitForExitAsync();
        return await StartAsync($"allow_anonymous false\npassword_file {file}");
    }

    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo(Executable, ["-c", Path.Combine(_directory, "mosquitto.conf")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        using var timeout = new CancellationTokenSource(Patience);
        while (!await AnswersAsync(timeout.Token))
            await Task.Delay(20, timeout.Token);
    }

    /// <summary>Waits until somebody has published something.</summary>
    public async Task WaitForTrafficAsync()
    {
        var traffic = new TaskCompletionSource();
        using var watcher = await MqttNet.ClientHelper.ConnectAsync(Port, MQTTnet.Formatter.MqttProtocolVersion.V311);
        watcher.ApplicationMessageReceivedAsync += _ =>
        {
            traffic.TrySetResult();
            return Task.CompletedTask;
        };
        await MQTTnet.MqttClientExtensions.SubscribeAsync(watcher, "#");
        await traffic.Task.WaitAsync(Patience);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
        Directory.Delete(_directory, recursive: true);
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        if (_process!.HasExited)
            throw new InvalidOperationException($"mosquitto ended with {_process.ExitCode}.");
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task InstallAsync()
    {
        using var apt = Process.Start("/bin/sh", ["-c", "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq mosquitto >/dev/null"]);
        await apt.WaitForExitAsync();
        Assert.True(File.Exists(Executable), "mosquitto could not be installed: run 'apt-get install mosquitto' as root.");
    }
}

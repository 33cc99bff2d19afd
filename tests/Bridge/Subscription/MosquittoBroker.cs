using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ServerlessIot.Bridge.Tests.Clients;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Subscription;

/// <summary>A real mosquitto that keeps sessions on disk, saving at every change, with queues that hold all of a test.</summary>
internal sealed class MosquittoBroker : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mosquitto").FullName;
    private Process? _process;

    public int Port { get; private set; }

    /// <summary>Port of TLS, where it has certificates; clients have to show one, too.</summary>
    public int TlsPort { get; private set; }

    public static async Task<MosquittoBroker> StartAsync(BrokerCertificates? certificates = null)
    {
        await Command.NeedAsync("mosquitto", "/usr/sbin/mosquitto");
        await Command.NeedAsync("mosquitto-clients", "/usr/bin/mosquitto_pub");
        var broker = new MosquittoBroker { Port = FreePort(), TlsPort = FreePort() };
        await File.WriteAllTextAsync(Path.Combine(broker._folder, "mosquitto.conf"), $"""
            listener {broker.Port} 127.0.0.1
            allow_anonymous true
            user root
            persistence true
            persistence_location {broker._folder}/
            autosave_on_changes true
            autosave_interval 1
            max_queued_messages 65000
            max_inflight_messages 100
            {(certificates is null ? "" : $"""
            listener {broker.TlsPort} 127.0.0.1
            cafile {certificates.Authority}
            certfile {certificates.Server}
            keyfile {certificates.Server}
            require_certificate true
            """)}

            """);
        await broker.RunAsync();
        return broker;
    }

    public async Task RunAsync()
    {
        _process = Process.Start(new ProcessStartInfo("/usr/sbin/mosquitto", ["-c", Path.Combine(_folder, "mosquitto.conf")]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        await Eventually.True(async () =>
        {
            using var socket = new TcpClient();
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, Port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
    }

    /// <summary>Publishes lines with QoS 1; returns when mosquitto has acknowledged the last.</summary>
    public async Task PublishAsync(string topic, IEnumerable<string> lines, int qos = 1)
    {
        var (code, output) = await Command.RunAsync(
            "mosquitto_pub", ["-h", "127.0.0.1", "-p", $"{Port}", "-V", "5", "-q", $"{qos}", "-t", topic, "-l"], 120, string.Join('\n', lines) + "\n");
        Assert.True(code == 0, output);
    }

    /// <summary>SIGTERM: it saves and ends.</summary>
    public async Task StopAsync()
    {
        await Command.RunAsync("kill", ["-TERM", $"{_process!.Id}"]);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

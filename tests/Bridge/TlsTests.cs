using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests;

public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tls").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_message_over_TLS_is_acknowledged(SslProtocols version)
    {
        await using var bridge = await TestBridge.StartAsync(o => o with { CertificateFile = Certificate("localhost"), TlsPort = 0 });
        await using var device = await ConnectAsync(bridge.Server.TlsPort!.Value, version);
        await device.WriteAsync(Bytes.Join([Bytes.Connect(4), Bytes.Publish(4, 1, 7, TestBridge.Topic, [1])]));
        Assert.Equal([0x20, 2, 0, 0, 0x40, 2, 0, 7], await ReadAsync(device, 8));
        Assert.Single(bridge.Log.Records);
    }

    [Fact]
    public async Task What_is_no_TLS_gets_nothing_on_the_TLS_port()
    {
        await using var bridge = await TestBridge.StartAsync(o => o with { CertificateFile = Certificate("localhost"), TlsPort = 0 });
        using var device = await RawDevice.OpenAsync(bridge.Server.TlsPort!.Value);
        await device.SendAsync(Bytes.Connect(4));
        Assert.DoesNotContain(await device.ReadToEndAsync(), packet => packet[0] == 0x20);
    }

    [Fact]
    public async Task Without_a_certificate_nothing_listens_for_TLS()
    {
        await using var bridge = await TestBridge.StartAsync();
        Assert.Null(bridge.Server.TlsPort);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate")]
    public async Task A_file_without_a_certificate_is_named(string text)
    {
        var path = Path.Combine(_folder, "broken.pem");
        await File.WriteAllTextAsync(path, text);
        var e = await Assert.ThrowsAsync<SettingException>(() => TestBridge.StartAsync(o => o with { CertificateFile = path }));
        Assert.Equal("Bridge__CertificateFile", e.Setting);
    }

    private static async Task<SslStream> ConnectAsync(int port, SslProtocols version)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = version,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=localhost",
        }).WaitAsync(TimeSpan.FromSeconds(30));
        return stream;
    }

    private static async Task<byte[]> ReadAsync(SslStream stream, int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        return bytes;
    }

    private string Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2050, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var path = Path.Combine(_folder, $"{name}.pem");
        File.WriteAllText(path, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        return path;
    }
}

using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Access;

/// <summary>Devices that come with a certificate, over real TLS; lists and certificates that change while they are there.</summary>
public sealed class CertificateTests : IDisposable
{
    private const string Own = "acme/site/d1/telemetry/temperature";
    private readonly AccessFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_certificate_lets_its_device_in_and_publish_under_its_name()
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        using var certificate = _files.Certificate("acme", "d1");
        await using var device = await TlsDevice.OpenAsync(bridge.Server.TlsPort!.Value, certificate);
        await device.SendAsync(Bytes.Connect(4), Bytes.Publish(4, 1, 7, Own, [1]));
        Assert.Equal([0x20, 2, 0, 0, 0x40, 2, 0, 7], await device.ReadAsync(8));
        Assert.Equal("acme/d1", Assert.Single(bridge.Log.Records).Key());
    }

    [Fact]
    public async Task A_stranger_s_certificate_ends_the_handshake()
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        using var strangers = new AccessFiles();
        using var certificate = strangers.Certificate("acme", "d1");
        Assert.Empty(await AnswerAsync(bridge, certificate));
        Assert.Empty(bridge.Log.Records);
    }

    [Fact]
    public async Task A_server_s_certificate_is_no_device_s()
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        using var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPemFile(_files.At("server.pem"));
        Assert.Empty(await AnswerAsync(bridge, certificate));
    }

    [Fact]
    public async Task A_revocation_ends_the_live_connection_and_lets_it_in_no_more()
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        using var certificate = _files.Certificate("acme", "d1");
        using var another = _files.Certificate("acme", "d2");
        await using var device = await TlsDevice.OpenAsync(bridge.Server.TlsPort!.Value, certificate);
        await using var neighbour = await TlsDevice.OpenAsync(bridge.Server.TlsPort!.Value, another);
        await device.SendAsync(Bytes.Connect(4));
        await neighbour.SendAsync(Bytes.Connect(4, "d2"));
        Assert.Equal(4, (await device.ReadAsync(4)).Length);
        Assert.Equal(4, (await neighbour.ReadAsync(4)).Length);

        var revoked = TimeProvider.System.GetTimestamp();
        Assert.Equal(1, _files.Authority.Revoke(new DeviceIdentity("acme", "d1")));
        Assert.Empty(await device.ReadAsync(1));
        Assert.InRange(TimeProvider.System.GetElapsedTime(revoked), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Empty(await AnswerAsync(bridge, certificate));
        await neighbour.SendAsync(Bytes.Ping);
        Assert.Equal([0xD0, 0], await neighbour.ReadAsync(2));
    }

    [Fact]
    public async Task A_ban_ends_the_live_connection_with_its_reason()
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Bytes.Connect(5, flags: 0xC2, rest: [Bytes.Text("acme/d1"), Bytes.Text(_files.Keys.PasswordOf(new DeviceIdentity("acme", "d1")))]));
        Assert.Equal(0, (await device.ReadAsync()).Body()[1]);
        await File.WriteAllTextAsync(_files.Bans, "acme/d1\n");
        Assert.Equal(0x87, Assert.Single(await device.ReadToEndAsync()).Body()[0]);
    }

    [Fact]
    public async Task A_list_that_cannot_be_used_leaves_the_last_good_one_in_force()
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        using var certificate = _files.Certificate("acme", "d1");
        _files.Authority.Revoke(new DeviceIdentity("acme", "d1"));
        var good = await File.ReadAllTextAsync(_files.At("ca/crl.pem"));
        await Eventually.True(async () => (await AnswerAsync(bridge, certificate)).Length == 0);
        using var strangers = new AccessFiles();
        foreach (var text in new[] { "", "no list", good.Replace("X509 CRL", "CERTIFICATE", StringComparison.Ordinal), await File.ReadAllTextAsync(strangers.At("ca/crl.pem")) })
        {
            await File.WriteAllTextAsync(_files.At("ca/crl.pem"), text);
            // The ban that follows is read after the list, so when it counts, the list was looked at.
            await File.AppendAllTextAsync(_files.Bans, $"acme/x{text.Length}\n");
            await Eventually.True(async () => await ReasonAsync(bridge, "acme", $"x{text.Length}") == 0x8A);
            Assert.Empty(await AnswerAsync(bridge, certificate));
        }
    }

    [Fact]
    public async Task A_new_server_certificate_counts_for_new_connections_and_ends_none()
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        using var certificate = _files.Certificate("acme", "d1");
        await using var device = await TlsDevice.OpenAsync(bridge.Server.TlsPort!.Value, certificate);
        await device.SendAsync(Bytes.Connect(4));
        Assert.Equal(4, (await device.ReadAsync(4)).Length);
        _files.ServeCertificate("renewed");
        var sent = 0;
        await Eventually.True(async () =>
        {
            await device.SendAsync(Bytes.Publish(4, 1, ++sent, Own, [1]));
            Assert.Equal([0x40, 2, 0, (byte)sent], await device.ReadAsync(4));
            await using var newcomer = await TlsDevice.OpenAsync(bridge.Server.TlsPort!.Value, null);
            return newcomer.ServerSubject == "CN=renewed";
        });
        Assert.Equal(sent, bridge.Log.Records.Count);
    }

    [Fact]
    public async Task A_connection_ends_with_its_token()
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        using var device = await RawDevice.OpenAsync(bridge.Port);
        // Clocks may be a minute apart: it has 6 s left.
        var token = _files.Token(AccessFiles.Claims(expires: TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 54));
        await device.SendAsync(Bytes.Connect(5, flags: 0xC2, rest: [Bytes.Text("any"), Bytes.Text(token)]));
        Assert.Equal(0, (await device.ReadAsync()).Body()[1]);
        Assert.Equal(0xA0, Assert.Single(await device.ReadToEndAsync()).Body()[0]);
    }

    private static async Task<byte[]> AnswerAsync(TestBridge bridge, System.Security.Cryptography.X509Certificates.X509Certificate2? certificate)
    {
        try
        {
            await using var device = await TlsDevice.OpenAsync(bridge.Server.TlsPort!.Value, certificate);
            await device.SendAsync(Bytes.Connect(4));
            return await device.ReadAsync(4);
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            return []; // with TLS 1.3 the refusal may come only after the device's side is done
        }
    }

    private async Task<int> ReasonAsync(TestBridge bridge, string tenant, string name)
    {
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Bytes.Connect(5, name, flags: 0xC2, rest: [Bytes.Text($"{tenant}/{name}"), Bytes.Text(_files.Keys.PasswordOf(new DeviceIdentity(tenant, name)))]));
        return (await device.ReadAsync()).Body()[1];
    }
}

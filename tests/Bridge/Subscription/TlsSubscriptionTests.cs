using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Subscription;

/// <summary>The other broker is a mosquitto that takes TLS and asks its clients for a certificate.</summary>
public class TlsSubscriptionTests
{
    private const int Failed = 3064;

    [Fact]
    public async Task Messages_come_over_TLS_with_certificates_on_both_sides()
    {
        using var certificates = new BrokerCertificates();
        await using var mosquitto = await MosquittoBroker.StartAsync(certificates);
        await using var bridge = await StartAsync(mosquitto, s => s with { CaFile = certificates.Authority, CertificateFile = certificates.Client });
        await bridge.SubscribedAsync(1);
        await mosquitto.PublishAsync(TestBridge.Topic, Enumerable.Range(0, 100).Select(i => $"{i}"));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), (await bridge.Log.WaitAsync(100)).Select(r => r.Value()));
    }

    [Theory]
    [InlineData("another authority")]
    [InlineData("the system's authorities")]
    [InlineData("another name")]
    [InlineData("a certificate for clients")]
    [InlineData("no certificate of its own")]
    [InlineData("no TLS")]
    public async Task Nothing_is_taken_where_something_is_wrong(string wrong)
    {
        using var certificates = new BrokerCertificates(wrong == "another name" ? "localhost" : null, wrong == "a certificate for clients" ? BrokerCertificates.ForClients : null);
        using var others = new BrokerCertificates();
        await using var mosquitto = await MosquittoBroker.StartAsync(certificates);
        using var lines = new LogLines();
        await using var bridge = await StartAsync(
            mosquitto,
            s => wrong switch
            {
                "another authority" => s with { CaFile = others.Authority, CertificateFile = certificates.Client },
                "the system's authorities" => s with { CertificateFile = certificates.Client },
                "no certificate of its own" => s with { CaFile = certificates.Authority },
                "no TLS" => s with { Tls = false },
                _ => s with { CaFile = certificates.Authority, CertificateFile = certificates.Client },
            },
            lines);
        await Eventually.True(() => lines.Of(Failed).Count >= 2); // it goes on trying
        Assert.Contains("serverlessiot_bridge_subscriptions 0\n", (await bridge.GetAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_need_TLS_and_have_to_be_of_use()
    {
        using var certificates = new BrokerCertificates();
        Assert.Equal("Bridge__Subscribe__CaFile", await SettingAsync(s => s with { Tls = false, CaFile = certificates.Authority }));
        Assert.Equal("Bridge__Subscribe__CertificateFile", await SettingAsync(s => s with { Tls = false, CertificateFile = certificates.Client }));
        Assert.Equal("Bridge__Subscribe__CaFile", await SettingAsync(s => s with { CaFile = "/nowhere" }));
        Assert.Equal("Bridge__Subscribe__CertificateFile", await SettingAsync(s => s with { CertificateFile = "/nowhere" }));

        static async Task<string> SettingAsync(Func<SubscribeOptions, SubscribeOptions> change) =>
            (await Assert.ThrowsAsync<SettingException>(() => TestBridge.StartAsync(o => o with { Subscribe = change(new SubscribeOptions { Server = "127.0.0.1", Tls = true }) }))).Setting;
    }

    private static Task<TestBridge> StartAsync(MosquittoBroker mosquitto, Func<SubscribeOptions, SubscribeOptions> change, LogLines? lines = null) =>
        TestBridge.StartAsync(o => o with { Subscribe = change(new SubscribeOptions { Server = "127.0.0.1", Port = mosquitto.TlsPort, Tls = true }) }, lines);
}

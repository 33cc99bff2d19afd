using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using ServerlessIot.Bridge.Access.Certificates;
using ServerlessIot.Bridge.Access.Files;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tls;

namespace ServerlessIot.Bridge.Subscription;

/// <summary>TLS to the other broker. What its files say counts for the next connection.</summary>
internal sealed class BrokerTls
{
    private const int MostFileBytes = 1 << 20;

    /// <summary>Purpose of a server's certificate (RFC 5280, 4.2.1.12).</summary>
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    private readonly WatchedFile<Authorities>? _authorities;
    private readonly WatchedFile<SslStreamCertificateContext>? _certificate;
    private readonly string _host;

    private BrokerTls(SubscribeOptions options, WatchedFiles files)
    {
        _host = options.Server!;
        _authorities = files.Add("Bridge__Subscribe__CaFile", options.CaFile, MostFileBytes, "a PEM file with certificates of authorities", Authorities.Read);
        _certificate = files.Add("Bridge__Subscribe__CertificateFile", options.CertificateFile, MostFileBytes, "a PEM file with a certificate and its private key", ServerCertificate.Read);
    }

    /// <summary>Null where the connection is not encrypted.</summary>
    /// <exception cref="SettingException">A file cannot be used.</exception>
    public static BrokerTls? Of(SubscribeOptions options, WatchedFiles files) => options is { Server: not null, Tls: true } ? new BrokerTls(options, files) : null;

    /// <summary>Sets up a connection.</summary>
    public void Configure(MqttClientTlsOptionsBuilder options)
    {
        // Whether a certificate was revoked few brokers' authorities say, and none that a company runs by itself.
        options.WithTargetHost(_host).WithSslProtocols(SslProtocols.Tls12 | SslProtocols.Tls13).WithRevocationMode(X509RevocationMode.NoCheck).WithCertificateValidationHandler(IsTrusted);
        if (_certificate is { } own)
            options.WithClientCertificates(new X509Certificate2Collection(own.Value.TargetCertificate));
    }

    private bool IsTrusted(MqttClientCertificateValidationEventArgs shown)
    {
        if (_authorities is not { } authorities)
            return shown.SslPolicyErrors == SslPolicyErrors.None;
        // Its name, and that there is one, is judged as ever; who issued it by the file alone.
        if ((shown.SslPolicyErrors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None || shown.Certificate is null)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities.Value.All);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);
        foreach (var element in shown.Chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        using var certificate = X509CertificateLoader.LoadCertificate(shown.Certificate.GetRawCertData());
        return chain.Build(certificate);
    }
}

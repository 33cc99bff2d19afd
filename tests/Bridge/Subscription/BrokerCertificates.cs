using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ServerlessIot.Bridge.Tests.Subscription;

/// <summary>PEM files of an authority, a broker and a client.</summary>
internal sealed class BrokerCertificates : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2050, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("certificates").FullName;

    /// <param name="host">Name in the broker's certificate; null: its address.</param>
    /// <param name="purpose">What the broker's certificate is for; null: for a server.</param>
    public BrokerCertificates(string? host = null, string? purpose = null)
    {
        using var authority = Make("authority", Authority, null, null, request => request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true)));
        Make("broker", Server, authority, purpose ?? ServerAuthentication, request =>
        {
            var names = new SubjectAlternativeNameBuilder();
            if (host is null)
                names.AddIpAddress(IPAddress.Loopback);
            else
                names.AddDnsName(host);
            request.CertificateExtensions.Add(names.Build());
        }).Dispose();
        Make("bridge", Client, authority, ClientAuthentication, _ => { }).Dispose();
    }

    public string Authority => Path.Combine(_folder, "authority.pem");

    public string Server => Path.Combine(_folder, "broker.pem");

    public string Client => Path.Combine(_folder, "bridge.pem");

    /// <summary>A purpose that is not a server's.</summary>
    public static string ForClients => ClientAuthentication;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static X509Certificate2 Make(string name, string path, X509Certificate2? issuer, string? purpose, Action<CertificateRequest> more)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        more(request);
        if (purpose is not null)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        using var issued = issuer is null ? null : request.Create(issuer, From, To, RandomNumberGenerator.GetBytes(8));
        var certificate = issued?.CopyWithPrivateKey(key) ?? request.CreateSelfSigned(From, To);
        File.WriteAllText(path, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        return certificate;
    }
}

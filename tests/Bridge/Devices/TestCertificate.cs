using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ServerlessIot.Bridge.Tests.Devices;

/// <summary>A self-signed certificate for localhost and 127.0.0.1 in a PEM file that clients can trust.</summary>
internal sealed class TestCertificate : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("certificate").FullName;

    public TestCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2050, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Thumbprint = certificate.Thumbprint;
        File.WriteAllText(Authority, certificate.ExportCertificatePem());
        File.WriteAllText(Path, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Certificate and key, as the bridge wants it.</summary>
    public string Path => System.IO.Path.Combine(_folder, "server.pem");

    /// <summary>The certificate alone, as clients want it.</summary>
    public string Authority => System.IO.Path.Combine(_folder, "ca.pem");

    public string Thumbprint { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

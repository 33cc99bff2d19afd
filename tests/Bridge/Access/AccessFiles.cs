using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Access.Keys;
using ServerlessIot.Bridge.Authority;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Tests.Access;

/// <summary>Keys, authority, lists and a server certificate in a folder of their own.</summary>
internal sealed class AccessFiles : IDisposable
{
    public const string Issuer = "https://issuer.example";
    public const string Audience = "bridge";
    private readonly string _folder = Directory.CreateTempSubdirectory("access").FullName;
    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA _rsa = RSA.Create(2048);

    public AccessFiles()
    {
        File.WriteAllText(At("device.keys"), $"# group\n{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}\n{Convert.ToBase64String(RandomNumberGenerator.GetBytes(48))}\n");
        File.WriteAllText(At("bans"), "# nobody\n");
        var (point, rsa) = (_ec.ExportParameters(false).Q, _rsa.ExportParameters(false));
        File.WriteAllText(At("jwks.json"), JsonSerializer.Serialize(new
        {
            keys = new object[]
            {
                new { kty = "EC", crv = "P-256", kid = "e1", use = "sig", x = Base64Url.EncodeToString(point.X), y = Base64Url.EncodeToString(point.Y) },
                new { kty = "RSA", kid = "r1", alg = "RS256", n = Base64Url.EncodeToString(rsa.Modulus), e = Base64Url.EncodeToString(rsa.Exponent) },
            },
        }));
        Authority = CertificateAuthority.Create(At("ca"), "test", TimeProvider.System);
        ServeCertificate("localhost");
    }

    public CertificateAuthority Authority { get; }

    public string Bans => At("bans");

    public DeviceKeys Keys => DeviceKeys.Read(File.ReadAllBytes(At("device.keys")));

    public AccessOptions Options => new()
    {
        DeviceKeysFile = At("device.keys"),
        TokenKeysFile = At("jwks.json"),
        TokenIssuer = Issuer,
        TokenAudience = Audience,
        ClientCaFile = At("ca/ca.pem"),
        RevocationFile = At("ca/crl.pem"),
        BansFile = Bans,
    };

    public BridgeOptions Bridge(BridgeOptions options) => options with { Access = Options, CertificateFile = At("server.pem"), TlsPort = 0 };

    public string At(string name) => Path.Combine(_folder, name);

    /// <summary>Gives the server a new certificate.</summary>
    public void ServeCertificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2050, 1, 1, 0, 0, 0, TimeSpan.Zero));
        File.WriteAllText(At("server.new"), certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        File.Move(At("server.new"), At("server.pem"), overwrite: true);
    }

    /// <summary>A certificate with its key, as a device holds it.</summary>
    public static X509Certificate2 Held(IssuedCertificate issued)
    {
        using var certificate = X509Certificate2.CreateFromPem(issued.CertificatePem, issued.KeyPem);
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    public X509Certificate2 Certificate(string tenant, string device) => Held(Authority.Issue([new DeviceIdentity(tenant, device)])[0]);

    public string Token(object claims, string algorithm = "ES256", string? key = null, object? header = null)
    {
        var text = $"{Part(header ?? new { alg = algorithm, kid = key ?? (algorithm == "ES256" ? "e1" : "r1"), typ = "JWT" })}.{Part(claims)}";
        var data = Encoding.ASCII.GetBytes(text);
        var signature = algorithm == "ES256"
            ? _ec.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            : _rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    public static object Claims(string tenant = "acme", string device = "d1", long? expires = null, string issuer = Issuer, string audience = Audience) =>
        new { iss = issuer, aud = audience, exp = expires ?? TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 600, tenant, device };

    /// <summary>A token signed with the public key as a shared secret: what a checker accepts that lets the token choose the algorithm.</summary>
    public string ConfusedToken(object claims)
    {
        var text = $"{Part(new { alg = "HS256", kid = "r1", typ = "JWT" })}.{Part(claims)}";
        return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(_rsa.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(text)))}";
    }

    public void Dispose()
    {
        Authority.Dispose();
        _ec.Dispose();
        _rsa.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Part(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}

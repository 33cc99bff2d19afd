using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Authority;
using ServerlessIot.Bridge.Tests.Clients;

namespace ServerlessIot.Bridge.Tests.Authority;

public sealed class AuthorityTests : IDisposable
{
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "ServerlessIot.Bridge.dll");
    private static readonly DeviceIdentity Device = new("acme", "d1");
    private readonly string _folder = Directory.CreateTempSubdirectory("authority").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_certificate_lasts_a_year_and_names_tenant_and_device()
    {
        using var authority = Create();
        var issued = authority.Issue([Device])[0];
        using var certificate = X509Certificate2.CreateFromPem(issued.CertificatePem);
        Assert.Equal("O=acme, CN=d1", certificate.Subject);
        Assert.Equal(365, (certificate.NotAfter - certificate.NotBefore).TotalDays, 0.01);
    }

    [Fact]
    public async Task Openssl_agrees_with_certificates_and_lists()
    {
        using var authority = Create();
        await Write("good.pem", authority.Issue([Device])[0].CertificatePem);
        await Write("bad.pem", authority.Issue([new DeviceIdentity("acme", "d2")])[0].CertificatePem);
        authority.Revoke(new DeviceIdentity("acme", "d2"));
        string[] check = ["verify", "-purpose", "sslclient", "-crl_check", "-CAfile", At("ca/ca.pem"), "-CRLfile", At("ca/crl.pem")];
        Assert.Contains("good.pem: OK", (await Command.RunAsync("openssl", [.. check, At("good.pem")])).Output, StringComparison.Ordinal);
        Assert.Contains("certificate revoked", (await Command.RunAsync("openssl", [.. check, At("bad.pem")])).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_may_keep_its_key()
    {
        using var authority = Create();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // What the request asks for does not count: only its key does.
        var request = new CertificateRequest("CN=somebody else, O=other", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        var issued = authority.Issue(Device, request);
        Assert.Null(issued.KeyPem);
        using var certificate = X509Certificate2.CreateFromPem(issued.CertificatePem);
        Assert.Equal("O=acme, CN=d1", certificate.Subject);
        Assert.Equal(key.ExportSubjectPublicKeyInfo(), certificate.PublicKey.ExportSubjectPublicKeyInfo());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----")]
    public void What_is_no_request_is_refused(string request)
    {
        using var authority = Create();
        Assert.Throws<AuthorityException>(() => authority.Issue(Device, request));
        Assert.Empty(authority.Standing());
    }

    [Fact]
    public void Books_say_who_has_what_and_revoking_ends_all_of_a_device()
    {
        using var authority = Create();
        authority.Issue([Device, new DeviceIdentity("acme", "d2")]);
        authority.Issue([Device]);
        Assert.Equal([LedgerEntry.Issued, LedgerEntry.Renewed], authority.Standing(Device).Select(e => e.Action));
        Assert.Equal(2, authority.Revoke(Device));
        Assert.Equal("d2", Assert.Single(authority.Standing()).Device);
        Assert.Throws<AuthorityException>(() => authority.Revoke(Device));
    }

    [Fact]
    public void A_line_that_a_crash_tore_is_left_out_and_the_books_go_on()
    {
        using (var authority = Create())
            authority.Issue([Device]);
        using (var file = new FileStream(At("ca/ledger.jsonl"), FileMode.Open))
            file.SetLength(file.Length - 5);
        using var again = CertificateAuthority.Open(At("ca"), TimeProvider.System);
        Assert.Empty(again.Standing());
        again.Issue([Device]);
        Assert.Single(again.Standing());
    }

    [Fact]
    public void Two_do_not_work_with_one_authority()
    {
        using var authority = Create();
        Assert.Contains("Somebody else", Assert.Throws<AuthorityException>(() => CertificateAuthority.Open(At("ca"), TimeProvider.System)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_commands_create_issue_list_and_revoke()
    {
        Assert.Equal(0, (await RunAsync("ca", "create", "--folder", At("own"))).Code);
        await Write("many", "acme/a1\n# none\nacme/a2\n");
        Assert.Equal(0, (await RunAsync("ca", "issue", "--file", At("many"), "--folder", At("own"), "--out", At("out"))).Code);
        Assert.True(File.Exists(At("out/acme/a2.pem")));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("out/acme/a2.key")));
        Assert.Equal(0, (await RunAsync("ca", "revoke", "acme/a1", "--folder", At("own"))).Code);
        var (_, list) = await RunAsync("ca", "list", "--folder", At("own"));
        Assert.Contains("acme/a2", list, StringComparison.Ordinal);
        Assert.DoesNotContain("acme/a1", list, StringComparison.Ordinal);
        foreach (var name in new[] { "a1", "acme/..", "acme/a/b", "acme/+", "../x" })
            Assert.Equal(1, (await RunAsync("ca", "issue", name, "--folder", At("own"), "--out", At("out"))).Code);
    }

    [Fact]
    public async Task The_commands_make_keys_and_passwords()
    {
        Assert.Equal(0, (await RunAsync("keys", "create", "--file", At("keys"))).Code);
        Assert.Equal(1, (await RunAsync("keys", "create", "--file", At("keys"))).Code);
        Assert.Equal(0, (await RunAsync("keys", "session", "--file", At("session.pem"))).Code);
        Assert.Equal(1, (await RunAsync("keys", "session", "--file", At("session.pem"))).Code);
        Assert.NotEmpty(Bridge.Access.Tokens.SessionKeys.Read(await File.ReadAllBytesAsync(At("session.pem"))).First.Id);
        Assert.Matches("^[A-Za-z0-9_-]{43}\n$", (await RunAsync("keys", "password", "acme/d1", "--file", At("keys"))).Output);
    }

    [Theory]
    [InlineData("acme/plant/d1/telemetry/temperature", 0, "tenant acme, device d1, type temperature")]
    [InlineData("nowhere", 1, "No entry matches")]
    [InlineData("a/+/b", 1, "is no topic name")]
    [InlineData("sensors//data", 1, "The message is refused")]
    public async Task A_topic_is_explained(string topic, int code, string says)
    {
        var (exit, output) = await RunAsync("topics", "explain", topic);
        Assert.Equal(code, exit);
        Assert.Contains(says, output, StringComparison.Ordinal);
    }

    private static Task<(int Code, string Output)> RunAsync(params string[] arguments) => Command.RunAsync("dotnet", [Assembly, .. arguments]);

    private CertificateAuthority Create() => CertificateAuthority.Create(At("ca"), "test", TimeProvider.System);

    private string At(string name) => Path.Combine(_folder, name);

    private Task Write(string name, string text) => File.WriteAllTextAsync(At(name), text);
}

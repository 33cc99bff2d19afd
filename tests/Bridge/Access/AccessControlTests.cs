using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Access.Files;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Access;

public sealed class AccessControlTests : IDisposable
{
    private static readonly string[] Extensions = ["b64"];
    private readonly AccessFiles _files = new();
    private readonly WatchedFiles _watched = new(TimeProvider.System, NullLogger.Instance);
    private readonly AccessControl _access;

    public AccessControlTests() => _access = Control(_files.Options with { Users = new Dictionary<string, string> { ["gate"] = "secret", ["acme-gate"] = "other" }, UserTenants = new Dictionary<string, string> { ["acme-gate"] = "acme" } });

    public void Dispose()
    {
        _watched.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _files.Dispose();
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    public void A_token_lets_its_device_in(string algorithm) =>
        Assert.Equal(new DeviceIdentity("acme", "d1"), Admit(null, _files.Token(AccessFiles.Claims(), algorithm)).Identity);

    [Fact]
    public void A_token_s_pass_ends_with_the_token()
    {
        var end = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 600;
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(end + 60), Admit(null, _files.Token(AccessFiles.Claims(expires: end))).Pass!.Until);
    }

    [Fact]
    public void Tokens_that_are_not_good_let_nobody_in()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        string[] tokens =
        [
            _files.Token(AccessFiles.Claims(expires: now - 120)),
            _files.Token(AccessFiles.Claims(issuer: "https://other.example")),
            _files.Token(AccessFiles.Claims(audience: "other")),
            _files.Token(AccessFiles.Claims(device: "#")),
            _files.Token(AccessFiles.Claims(device: "a/b")),
            _files.Token(AccessFiles.Claims(tenant: "+")),
            _files.Token(new { iss = AccessFiles.Issuer, aud = AccessFiles.Audience, exp = now + 600, tenant = "acme" }),
            _files.Token(new { iss = AccessFiles.Issuer, aud = AccessFiles.Audience, tenant = "acme", device = "d1" }),
            _files.Token(new { iss = AccessFiles.Issuer, aud = AccessFiles.Audience, exp = now + 600, nbf = now + 300, tenant = "acme", device = "d1" }),
            _files.Token(AccessFiles.Claims(), key: "r1"),
            _files.Token(AccessFiles.Claims(), key: "unknown"),
            _files.Token(AccessFiles.Claims(), header: new { alg = "none", kid = "e1" }),
            _files.Token(AccessFiles.Claims(), header: new { alg = "ES256", kid = "e1", crit = Extensions }),
            _files.Token(AccessFiles.Claims(), header: new { alg = "ES256", kid = "e1", typ = "at+jwt" }),
            _files.Token(AccessFiles.Claims(), "RS256", header: new { alg = "ES256", kid = "r1" }),
            _files.ConfusedToken(AccessFiles.Claims()),
        ];
        Assert.All(tokens, token => Assert.Equal(RefusalKind.CredentialsWrong, Admit("acme/d1", token).Refusal?.Kind));
    }

    [Fact]
    public void A_device_s_key_lets_it_in_under_its_own_name_only()
    {
        var password = _files.Keys.PasswordOf(new DeviceIdentity("acme", "d1"));
        Assert.Equal(new DeviceIdentity("acme", "d1"), Admit("acme/d1", password).Identity);
        foreach (var name in new[] { "acme/d2", "other/d1", "d1", "acme", "acme/", "/d1", "acme/d1/", "acme/d1/x", "acme/+" })
            Assert.Equal(RefusalKind.CredentialsWrong, Admit(name, password).Refusal?.Kind);
    }

    [Fact]
    public void A_name_without_a_tenant_is_one_of_the_default_tenant() =>
        Assert.Equal(new DeviceIdentity("demo", "d1"), Admit("d1", _files.Keys.PasswordOf(new DeviceIdentity("demo", "d1"))).Identity);

    [Fact]
    public void An_older_group_key_still_counts_behind_a_new_one()
    {
        var password = _files.Keys.PasswordOf(new DeviceIdentity("acme", "d1"));
        var lines = File.ReadAllLines(_files.At("device.keys"));
        File.WriteAllLines(_files.At("device.keys"), [lines[2], lines[1]]);
        Assert.NotEqual(password, _files.Keys.PasswordOf(new DeviceIdentity("acme", "d1")));
        Assert.NotNull(Control(_files.Options).Admit(Given("acme/d1", password)).Identity);
    }

    [Fact]
    public void A_user_speaks_for_all_devices_of_its_tenant()
    {
        Assert.Equal(new DeviceIdentity("acme", null), Admit("acme-gate", "other").Identity);
        Assert.Equal(DeviceIdentity.Unbound, Admit("gate", "secret").Identity);
        Assert.Equal(RefusalKind.CredentialsWrong, Admit("gate", "other").Refusal?.Kind);
        Assert.Equal(RefusalKind.CredentialsNeeded, Admit(null, null).Refusal?.Kind);
    }

    [Fact]
    public void A_certificate_names_tenant_and_device()
    {
        using var certificate = _files.Certificate("acme", "d1");
        var decision = _access.Admit(new Credentials { Certificate = certificate });
        Assert.Equal(new DeviceIdentity("acme", "d1"), decision.Identity);
        Assert.InRange(decision.Pass!.Until!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(364), TimeSpan.FromDays(366));
    }

    [Fact]
    public void A_certificate_of_another_authority_counts_for_nothing()
    {
        using var stranger = new AccessFiles();
        using var certificate = stranger.Certificate("acme", "d1");
        Assert.Equal(RefusalKind.CredentialsWrong, _access.Admit(new Credentials { Certificate = certificate }).Refusal?.Kind);
        Assert.False(_access.TrustsInHandshake(certificate));
    }

    [Fact]
    public void Where_certificates_are_required_nothing_else_lets_in()
    {
        var access = Control(_files.Options with { RequireClientCertificate = true });
        Assert.Equal(RefusalKind.CredentialsNeeded, access.Admit(Given("acme/d1", _files.Keys.PasswordOf(new DeviceIdentity("acme", "d1")))).Refusal?.Kind);
        Assert.False(access.TrustsInHandshake(null));
    }

    [Theory]
    [InlineData("acme/d1")]
    [InlineData("acme/*")]
    [InlineData("192.0.2.7")]
    [InlineData("192.0.2.0/24")]
    public void Who_is_banned_is_not_let_in_whatever_it_shows(string ban)
    {
        File.WriteAllText(_files.Bans, $"{ban} # why\n");
        var access = Control(_files.Options);
        var given = Given("acme/d1", _files.Keys.PasswordOf(new DeviceIdentity("acme", "d1"))) with { Remote = IPAddress.Parse("::ffff:192.0.2.7") };
        Assert.Equal(RefusalKind.Banned, access.Admit(given).Refusal?.Kind);
        var other = Given("other/d2", _files.Keys.PasswordOf(new DeviceIdentity("other", "d2"))) with { Remote = IPAddress.Parse("198.51.100.1") };
        Assert.NotNull(access.Admit(other).Identity);
    }

    [Fact]
    public void An_address_that_guesses_is_refused_for_a_while()
    {
        var time = new ManualTime();
        var access = Control(_files.Options with { FailuresToRefuse = 3 }, time);
        var (guesser, other) = (IPAddress.Parse("192.0.2.7"), IPAddress.Parse("192.0.2.8"));
        var good = Given("acme/d1", _files.Keys.PasswordOf(new DeviceIdentity("acme", "d1")));
        for (var i = 0; i < 3; i++)
            Assert.Equal(RefusalKind.CredentialsWrong, access.Admit(Given("acme/d1", "guess") with { Remote = guesser }).Refusal?.Kind);
        Assert.Equal(RefusalKind.Banned, access.Admit(good with { Remote = guesser }).Refusal?.Kind);
        Assert.NotNull(access.Admit(good with { Remote = other }).Identity);
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.NotNull(access.Admit(good with { Remote = guesser }).Identity);
    }

    [Fact]
    public void An_address_that_may_be_forged_is_not_refused_for_what_its_datagrams_show()
    {
        var access = Control(_files.Options with { FailuresToRefuse = 3 });
        var victim = IPAddress.Parse("192.0.2.7");
        for (var i = 0; i < 10; i++)
            Assert.Equal(RefusalKind.CredentialsWrong, access.Admit(Given("acme/d1", "guess") with { Remote = victim, RemoteIsProven = false }).Refusal?.Kind);
        Assert.NotNull(access.Admit(Given("acme/d1", _files.Keys.PasswordOf(new DeviceIdentity("acme", "d1"))) with { Remote = victim }).Identity);
    }

    /// <summary>Forged and mutated credentials of every kind, 10,000 of them.</summary>
    [Fact]
    public void Of_10000_forged_credentials_none_is_accepted()
    {
        var random = new Random(7);
        var password = _files.Keys.PasswordOf(new DeviceIdentity("acme", "d1"));
        string[] tokens = [_files.Token(AccessFiles.Claims()), _files.Token(AccessFiles.Claims(), "RS256")];
        var accepted = new List<string>();
        for (var i = 0; i < 10_000; i++)
        {
            var (user, secret) = (i % 4) switch
            {
                0 => ("acme/d1", Mutation(tokens[random.Next(2)], random)),
                1 => ("acme/d1", Mutation(password, random)),
                2 => ($"acme/d{2 + random.Next(1_000)}", password),
                _ => ("gate", Mutation("secret", random)),
            };
            if (Admit(user, secret).Identity is not null)
                accepted.Add($"{user} {secret}");
        }
        Assert.Empty(accepted);
        Assert.NotNull(Admit("acme/d1", password).Identity);
        Assert.All(tokens, token => Assert.NotNull(Admit(null, token).Identity));
    }

    [Fact]
    public void Of_1000_mutated_certificates_none_is_accepted()
    {
        var random = new Random(8);
        using var certificate = _files.Certificate("acme", "d1");
        var accepted = 0;
        for (var i = 0; i < 1_000; i++)
        {
            var bytes = certificate.RawData;
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                using var mutant = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(bytes);
                if (_access.TrustsInHandshake(mutant) || _access.Admit(new Credentials { Certificate = mutant }).Identity is not null)
                    accepted++;
            }
            catch (System.Security.Cryptography.CryptographicException)
            {
                continue; // it is no certificate any more
            }
        }
        Assert.Equal(0, accepted);
    }

    private static string Mutation(string of, Random random)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.= \n";
        while (true)
        {
            var at = random.Next(of.Length);
            var mutant = random.Next(4) switch
            {
                0 => of[..at] + of[(at + 1)..],
                1 => of[..at] + Alphabet[random.Next(Alphabet.Length)] + of[at..],
                2 => of[..at],
                _ => of[..at] + Alphabet[random.Next(Alphabet.Length)] + of[(at + 1)..],
            };
            if (mutant != of)
                return mutant;
        }
    }

    private AccessControl Control(AccessOptions options, TimeProvider? time = null) =>
        new(TestBridge.Options with { Access = options }, _watched, time ?? TimeProvider.System, NullLogger.Instance);

    private AccessDecision Admit(string? user, string? password) => _access.Admit(Given(user, password));

    private static Credentials Given(string? user, string? password) => new() { User = user, Password = password is null ? null : Encoding.UTF8.GetBytes(password) };

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks = System.GetTimestamp();

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += (long)(by.TotalSeconds * TimestampFrequency);
    }
}

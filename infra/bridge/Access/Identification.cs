using System.Security.Cryptography.X509Certificates;
using ServerlessIot.Bridge.Access.Certificates;
using ServerlessIot.Bridge.Access.Challenges;
using ServerlessIot.Bridge.Access.Files;
using ServerlessIot.Bridge.Access.Keys;
using ServerlessIot.Bridge.Access.Tokens;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Access;

/// <summary>Who somebody is, by what they show: a certificate, an answered challenge, a token, the password of a user or the key of a device.</summary>
internal sealed class Identification(
    AccessOptions options, string defaultTenant, WatchedFile<DeviceKeys>? keys, DeviceTokens? tokens, DeviceCertificates? certificates, TimeProvider time)
{
    private static readonly AccessRefusal Needed = new(RefusalKind.CredentialsNeeded, "user name and password, a token or a certificate are needed");
    private static readonly AccessRefusal Wrong = new(RefusalKind.CredentialsWrong, "user name or password is wrong");
    private static readonly AccessRefusal Lapsed = new(RefusalKind.CredentialsWrong, "the token has expired, or the key or authority behind it counts no longer");
    private static readonly AccessRefusal CertificateNeeded = new(RefusalKind.CredentialsNeeded, "a client certificate is needed");

    private readonly SharedPasswords _passwords = new(options);

    private bool HasCredentials => options.Users.Count > 0 || keys is not null || tokens is not null || options.RequireClientCertificate;

    /// <summary>What they may come in with, as far as it depends on credentials.</summary>
    public AccessDecision Of(Credentials given)
    {
        if (given.Proof is { } proof)
            return ByProof(proof, given);
        if (given.Certificate is { } certificate)
            return ByCertificate(certificate, given);
        if (options.RequireClientCertificate)
            return CertificateNeeded;
        if (tokens is not null && given.Password is { } token && DeviceTokens.LooksLikeOne(token))
            return tokens.Check(token, out var lapsed) is { } found
                ? new AccessPass(found.Device, found.Certificate, found.Ends + DeviceTokens.Skew, given.Remote) { Behind = found.Behind, CredentialEnds = found.Ends }
                : lapsed is null ? Wrong : Lapsed with { Known = lapsed };
        if (given.User is null || given.Password is null)
            return options.AllowAnonymous && given.Password is null && (given.User is null || !HasCredentials) ? Unbound(given) : given.User is null ? Needed : Wrong;
        if (!HasCredentials && options.AllowAnonymous)
            return Unbound(given);
        if (_passwords.Accepts(given.User, given.Password))
            return new AccessPass(new DeviceIdentity(options.UserTenants.GetValueOrDefault(given.User), null), null, null, given.Remote);
        return keys is not null && DeviceNames.Parse(given.User, defaultTenant) is { } device && keys.Value.KeyOf(device, given.Password) is { } key
            ? new AccessPass(device, null, null, given.Remote) { Behind = key.Behind }
            : Wrong;
    }

    private AccessDecision ByCertificate(X509Certificate2 certificate, Credentials given)
    {
        // TLS has checked it, if it was TLS that brought it here: a proof of another kind is not taken.
        if (certificates?.BehindOf(certificate) is not { } behind || certificates.DeviceOf(certificate) is not { } device)
            return new AccessRefusal(RefusalKind.CredentialsWrong, "the certificate does not count here");
        var ends = new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero);
        return new AccessPass(device, CertificateId.Of(certificate), ends, given.Remote) { Behind = behind, CredentialEnds = ends };
    }

    /// <summary>An answered challenge, beside a certificate or alone. It counts for a while only: the device answers another one, or leaves.</summary>
    private AccessDecision ByProof(ChallengeProof proof, Credentials given)
    {
        if (proof is not { Device: { } device, Key: { } key })
            return Wrong;
        DateTimeOffset? until = options.ChallengeFor > TimeSpan.Zero ? time.GetUtcNow() + options.ChallengeFor : null;
        if (given.Certificate is null)
            return options.RequireClientCertificate ? CertificateNeeded : new AccessPass(device, null, until, given.Remote) { Behind = key.Behind };
        var decision = ByCertificate(given.Certificate, given);
        if (decision.Pass is not { } pass)
            return decision;
        return pass.Identity == device ? pass with { Behind = [.. pass.Behind, .. key.Behind], Until = until < pass.Until ? until : pass.Until } : Wrong;
    }

    private static AccessPass Unbound(Credentials given) => new(DeviceIdentity.Unbound, null, null, given.Remote);
}

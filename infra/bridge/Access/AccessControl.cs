using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using ServerlessIot.Bridge.Access.Bans;
using ServerlessIot.Bridge.Access.Certificates;
using ServerlessIot.Bridge.Access.Files;
using ServerlessIot.Bridge.Access.Keys;
using ServerlessIot.Bridge.Access.Limits;
using ServerlessIot.Bridge.Access.Tokens;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Access;

/// <summary>
/// Decides who may come in, for every protocol alike: by certificate, by token, by the password of a user or by the key of a device.
/// When a file changes, <see cref="Generation"/> grows.
/// </summary>
internal sealed class AccessControl
{
    private static readonly AccessRefusal Needed = new(RefusalKind.CredentialsNeeded, "user name and password, a token or a certificate are needed");
    private static readonly AccessRefusal Wrong = new(RefusalKind.CredentialsWrong, "user name or password is wrong");

    private readonly AccessOptions _options;
    private readonly string _defaultTenant;
    private readonly SharedPasswords _passwords;
    private readonly WatchedFile<DeviceKeys>? _keys;
    private readonly DeviceTokens? _tokens;
    private readonly DeviceCertificates? _certificates;
    private readonly WatchedFile<BanList>? _bans;
    private readonly FailureGuard _failures;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly WatchedFiles _files;

    /// <exception cref="SettingException">A file cannot be used.</exception>
    public AccessControl(BridgeOptions options, WatchedFiles files, TimeProvider time, ILogger logger)
    {
        (_options, _defaultTenant, _files, _time, _logger) = (options.Access, options.DefaultTenant, files, time, logger);
        _passwords = new SharedPasswords(_options);
        _failures = new FailureGuard(_options.FailuresToRefuse, _options.RefuseFor, time);
        _keys = files.Add("Bridge__DeviceKeysFile", _options.DeviceKeysFile, 64 << 10, "a file of keys in base64", DeviceKeys.Read);
        if (files.Add("Bridge__TokenKeysFile", _options.TokenKeysFile, 256 << 10, "a JSON Web Key Set", TokenKeys.Read) is { } keys)
            _tokens = new DeviceTokens(keys, _options.TokenIssuer, _options.TokenAudience, time);
        if (files.Add("Bridge__ClientCaFile", _options.ClientCaFile, 1 << 20, "a PEM file of certificates", DeviceCertificates.ReadAuthorities) is { } authorities)
        {
            var revoked = files.Add("Bridge__RevocationFile", _options.RevocationFile, 64 << 20, "a PEM file of revocation lists", content => RevocationLists.Read(content, [.. authorities.Value]));
            _certificates = new DeviceCertificates(authorities, revoked, _defaultTenant, time);
        }
        _bans = files.Add("Bridge__BansFile", _options.BansFile, 64 << 20, "a file of bans", BanList.Read);
    }

    /// <summary>Grows when a file has changed: passes that were given before have to be looked at again.</summary>
    public int Generation => _files.Generation;

    /// <summary>Whether devices are asked for a certificate.</summary>
    public bool AsksForCertificates => _certificates is not null;

    private bool HasCredentials => _options.Users.Count > 0 || _keys is not null || _tokens is not null || _options.RequireClientCertificate;

    private BanList Bans => _bans?.Value ?? BanList.Empty;

    /// <summary>Whether TLS may go on with what a device shows, or does not.</summary>
    public bool TrustsInHandshake(X509Certificate2? certificate) =>
        certificate is null ? !_options.RequireClientCertificate : _certificates is not null && _certificates.Trusts(certificate);

    /// <summary>Decides about one newcomer.</summary>
    public AccessDecision Admit(Credentials credentials)
    {
        if (credentials.Remote is { } remote && (Bans.Holds(remote) || _failures.IsRefused(remote)))
            return new AccessRefusal(RefusalKind.Banned, "this address is not let in");
        var decision = Identify(credentials);
        if (decision.Refusal is { Kind: RefusalKind.CredentialsWrong } && credentials is { RemoteIsProven: true, Remote: { } guesser } && _failures.Failed(guesser))
            BridgeLog.AddressRefused(_logger, guesser.ToString(), _options.RefuseFor.TotalSeconds);
        if (decision.Pass is not { } pass)
            return decision;
        return Refusal(pass) is { } refusal ? refusal : decision;
    }

    /// <summary>Why a pass counts no longer; null while it does.</summary>
    public AccessRefusal? Refusal(AccessPass pass)
    {
        if (Bans.Holds(pass.Identity) || (pass.Remote is { } remote && Bans.Holds(remote)))
            return new AccessRefusal(RefusalKind.Banned, "this device is not let in");
        if (pass.Certificate is { } certificate)
        {
            if (_certificates!.IsRevoked(certificate))
                return new AccessRefusal(RefusalKind.CredentialsWrong, "the certificate is revoked");
        }
        return pass.Until is { } until && _time.GetUtcNow() >= until ? new AccessRefusal(RefusalKind.Expired, "the token or certificate has expired") : null;
    }

    private AccessDecision Identify(Credentials given)
    {
        if (given.Certificate is { } certificate)
            return ByCertificate(certificate, given);
        if (_options.RequireClientCertificate)
            return new AccessRefusal(RefusalKind.CredentialsNeeded, "a client certificate is needed");
        if (_tokens is not null && given.Password is { } token && DeviceTokens.LooksLikeOne(token))
            return _tokens.Check(token) is { } found ? new AccessPass(found.Device, null, found.Until, given.Remote) : Wrong;
        if (given.User is null || given.Password is null)
            return _options.AllowAnonymous && given.Password is null && (given.User is null || !HasCredentials) ? Unbound(given) : given.User is null ? Needed : Wrong;
        if (!HasCredentials && _options.AllowAnonymous)
            return Unbound(given);
        if (_passwords.Accepts(given.User, given.Password))
            return new AccessPass(new DeviceIdentity(_options.UserTenants.GetValueOrDefault(given.User), null), null, null, given.Remote);
        return _keys is not null && DeviceNames.Parse(given.User, _defaultTenant) is { } device && _keys.Value.Accepts(device, given.Password)
            ? new AccessPass(device, null, null, given.Remote)
            : Wrong;
    }

    private AccessDecision ByCertificate(X509Certificate2 certificate, Credentials given)
    {
        // TLS has checked it, if it was TLS that brought it here: a proof of another kind is not taken.
        if (_certificates is null || !_certificates.Trusts(certificate) || _certificates.DeviceOf(certificate) is not { } device)
            return new AccessRefusal(RefusalKind.CredentialsWrong, "the certificate does not count here");
        return new AccessPass(device, certificate, new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero), given.Remote);
    }

    private static AccessPass Unbound(Credentials given) => new(DeviceIdentity.Unbound, null, null, given.Remote);
}

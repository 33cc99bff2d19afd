using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using ServerlessIot.Bridge.Access.Audit;
using ServerlessIot.Bridge.Access.Bans;
using ServerlessIot.Bridge.Access.Certificates;
using ServerlessIot.Bridge.Access.Challenges;
using ServerlessIot.Bridge.Access.Files;
using ServerlessIot.Bridge.Access.Keys;
using ServerlessIot.Bridge.Access.Limits;
using ServerlessIot.Bridge.Access.Marks;
using ServerlessIot.Bridge.Access.Risk;
using ServerlessIot.Bridge.Access.Service;
using ServerlessIot.Bridge.Access.Tokens;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Access;

/// <summary>
/// Decides who may come in, for every protocol alike, by what they show, where they come from, who is banned and who is out of service.
/// When a file or the registry changes, <see cref="Generation"/> grows.
/// </summary>
internal sealed class AccessControl
{
    /// <summary>Issuer and audience of session tokens, where those of other tokens are not set.</summary>
    private const string OwnName = "serverlessiot-bridge";

    private readonly AccessOptions _options;
    private readonly Identification _identification;
    private readonly DeviceChallenges? _challenges;
    private readonly DeviceCertificates? _certificates;
    private readonly CountingMarks _marks;
    private readonly WatchedFile<BanList>? _bans;
    private readonly RiskPolicy? _risk;
    private readonly FailureGuard _failures;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly WatchedFiles _files;
    private readonly AccessAudit? _audit;
    private readonly PublishedService? _service;

    /// <exception cref="SettingException">A file cannot be used.</exception>
    public AccessControl(BridgeOptions options, WatchedFiles files, TimeProvider time, ILogger logger, AccessAudit? audit = null, PublishedService? service = null)
    {
        (_options, _files, _time, _logger, _audit, _service) = (options.Access, files, time, logger, audit, service);
        _failures = new FailureGuard(_options.FailuresToRefuse, _options.RefuseFor, time);
        var keys = files.Add("Bridge__DeviceKeysFile", _options.DeviceKeysFile, 64 << 10, "a file of keys in base64", DeviceKeys.Read);
        if (keys is not null)
            _challenges = new DeviceChallenges(keys, options.DefaultTenant, time);
        var tokenKeys = files.Add("Bridge__TokenKeysFile", _options.TokenKeysFile, 256 << 10, "a JSON Web Key Set", TokenKeys.Read);
        var sessionKeys = files.Add("Bridge__SessionKeyFile", _options.SessionKeyFile, 64 << 10, "a PEM file of private keys on P-256", SessionKeys.Read);
        var (issuer, audience) = (_options.TokenIssuer.Length > 0 ? _options.TokenIssuer : OwnName, _options.TokenAudience.Length > 0 ? _options.TokenAudience : OwnName);
        if (sessionKeys is not null)
            Sessions = new SessionTokens(sessionKeys, issuer, audience, time);
        var authorities = files.Add("Bridge__ClientCaFile", _options.ClientCaFile, 1 << 20, "a PEM file of certificates", Authorities.Read);
        if (authorities is not null)
        {
            var revoked = files.Add("Bridge__RevocationFile", _options.RevocationFile, 64 << 20, "a PEM file of revocation lists", content => RevocationLists.Read(content, [.. authorities.Value.All]));
            _certificates = new DeviceCertificates(authorities, revoked, options.DefaultTenant, time);
        }
        _marks = new CountingMarks([.. Marked(keys), .. Marked(tokenKeys), .. Marked(sessionKeys), .. Marked(authorities)]);
        var tokens = tokenKeys is null && sessionKeys is null ? null : new DeviceTokens(tokenKeys, sessionKeys, _marks, issuer, audience, time);
        _bans = files.Add("Bridge__BansFile", _options.BansFile, 64 << 20, "a file of bans", BanList.Read);
        var suspicious = files.Add("Bridge__SuspiciousFile", _options.SuspiciousFile, 16 << 20, "a file of addresses and networks", AddressList.Read);
        if (_options.Risk)
            _risk = new RiskPolicy(NightHours.Read(_options.RiskNight), suspicious, time, LevelChanged);
        _identification = new Identification(_options, options.DefaultTenant, keys, tokens, _certificates, time);
    }

    /// <summary>Grows when a file, or who is in service, has changed: passes that were given before have to be looked at again.</summary>
    public int Generation => _files.Generation + (_service?.Generation ?? 0);

    /// <summary>Gives tokens to devices that are in; null without a key to sign them.</summary>
    public SessionTokens? Sessions { get; }

    /// <summary>Whether devices are asked for a certificate.</summary>
    public bool AsksForCertificates => _certificates is not null;

    /// <summary>Whether devices may do more or less by their risk.</summary>
    public bool HasLevels => _risk is not null;

    private BanList Bans => _bans?.Value ?? BanList.Empty;

    /// <summary>Whether TLS may go on with what a device shows, or does not.</summary>
    public bool TrustsInHandshake(X509Certificate2? certificate) =>
        certificate is null ? !_options.RequireClientCertificate : _certificates is not null && _certificates.Trusts(certificate);

    /// <summary>Begins a challenge, whose outcome goes to <see cref="Admit"/>; null when the method is not known here.</summary>
    /// <param name="method">Name of the method.</param>
    /// <param name="remote">Where the device is; null when unknown.</param>
    /// <param name="known">The device, when it is in and answers once more.</param>
    public ScramExchange? Challenge(string method, IPAddress? remote, DeviceIdentity? known) => method == DeviceChallenges.Method ? _challenges?.Begin(remote, known) : null;

    /// <summary>Whether nobody at an address is let in.</summary>
    public bool IsClosed(IPAddress? address) => address is not null && (Bans.Holds(address) || _failures.IsRefused(address));

    /// <summary>Decides about one newcomer. A refusal is in the audit file.</summary>
    public AccessDecision Admit(Credentials credentials)
    {
        if (IsClosed(credentials.Remote))
            return Refused(credentials, null, new AccessRefusal(RefusalKind.Banned, "this address is not let in"));
        var decision = _identification.Of(credentials);
        if (decision.Pass is not { } pass)
            return Refused(credentials, decision.Refusal!.Known, decision.Refusal);
        return Refusal(pass) is { } refusal ? Refused(credentials, pass.Identity, refusal) : decision;
    }

    /// <summary>What somebody who is in may do just now.</summary>
    public AccessLevel LevelOf(DeviceIdentity identity, IPAddress? remote) => _risk?.LevelOf(identity, remote) ?? AccessLevel.Own;

    /// <summary>Notes that somebody who is in did what a device does not do.</summary>
    public void Odd(DeviceIdentity identity) => _risk?.Odd(identity);

    /// <summary>Leaves something for the audit file.</summary>
    public void Tell(AuditKind kind, string? who, IPAddress? address, string why) => _audit?.Tell(kind, who, address, why);

    /// <summary>Why a pass counts no longer; null while it does.</summary>
    public AccessRefusal? Refusal(AccessPass pass)
    {
        if (Bans.Holds(pass.Identity) || (pass.Remote is { } remote && Bans.Holds(remote)))
            return new AccessRefusal(RefusalKind.Banned, "this device is not let in");
        if (pass.Identity is { Tenant: { } tenant, Device: { } device } && _service?.Current.Holds(tenant, device) == true)
            return new AccessRefusal(RefusalKind.Banned, "this device is out of service");
        // A token that was got with a certificate counts only where it is known whether that still does.
        if (pass.Certificate is { } certificate && _certificates?.IsRevoked(certificate) != false)
            return new AccessRefusal(RefusalKind.CredentialsWrong, "the certificate is revoked");
        if (!_marks.Hold(pass.Behind))
            return new AccessRefusal(RefusalKind.CredentialsWrong, "the key or authority behind it counts no longer");
        return pass.Until is { } until && _time.GetUtcNow() >= until ? new AccessRefusal(RefusalKind.Expired, "the token, certificate or answered challenge has expired") : null;
    }

    private static IEnumerable<Func<IMarked>> Marked<T>(WatchedFile<T>? file)
        where T : class, IMarked => file is null ? [] : [() => file.Value];

    private void LevelChanged(DeviceIdentity device, IPAddress? remote, RiskScore score)
    {
        BridgeLog.LevelChanged(_logger, device.Name, remote?.ToString(), score.ToString());
        Tell(AuditKind.Level, device.Name, remote, score.ToString());
    }

    private AccessDecision Refused(Credentials given, DeviceIdentity? known, AccessRefusal refusal)
    {
        Tell(AuditKind.Refused, known?.Name ?? given.Claim, given.Remote, refusal.Text);
        if (known is null && refusal.Kind == RefusalKind.CredentialsWrong && given is { RemoteIsProven: true, Remote: { } guesser } && _failures.Failed(guesser))
        {
            BridgeLog.AddressRefused(_logger, guesser.ToString(), _options.RefuseFor.TotalSeconds);
            Tell(AuditKind.Closed, null, guesser, $"wrong credentials too often: refused for {_options.RefuseFor.TotalSeconds} s");
        }
        return refusal;
    }
}

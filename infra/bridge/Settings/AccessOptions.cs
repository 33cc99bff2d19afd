namespace ServerlessIot.Bridge.Settings;

/// <summary>Who may come in, and how much of it. Each is a setting <c>Bridge__Name</c>; files are read again when they change.</summary>
public sealed record AccessOptions
{
    /// <summary>Lets devices in without credentials. With no credentials configured at all, any that are given pass. Default false.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>
    /// Users and passwords: <c>Bridge__Users__name=password</c>. A user speaks for every device of its tenant, as a gateway does.
    /// </summary>
    public IReadOnlyDictionary<string, string> Users { get; init; } = new Dictionary<string, string>();

    /// <summary>The only tenant of a user: <c>Bridge__UserTenants__name=tenant</c>. A user without an entry speaks for all of them.</summary>
    public IReadOnlyDictionary<string, string> UserTenants { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// File of group keys, one a line in base64, 32 bytes or more: a device's password is the HMAC-SHA256 of <c>tenant/device</c> under one of
    /// them, in base64url, and its user name <c>tenant/device</c>. New passwords are made with the first; the others still count. Default: none.
    /// </summary>
    public string? DeviceKeysFile { get; init; }

    /// <summary>PEM file of the authorities that device certificates are issued by; needs TLS. Default: none, and no certificate is asked for.</summary>
    public string? ClientCaFile { get; init; }

    /// <summary>Whether a device must show a certificate on the TLS ports. Default false: it may also come with a token, key or password.</summary>
    public bool RequireClientCertificate { get; init; }

    /// <summary>PEM file of the authorities' revocation lists (X509 CRL, RFC 5280). Default: none.</summary>
    public string? RevocationFile { get; init; }

    /// <summary>JSON Web Key Set (RFC 7517) with the public keys (RSA, or EC P-256) that device tokens are signed with. Default: none.</summary>
    public string? TokenKeysFile { get; init; }

    /// <summary>The tokens' claim <c>iss</c>; needed with <see cref="TokenKeysFile"/>.</summary>
    public string TokenIssuer { get; init; } = "";

    /// <summary>The tokens' claim <c>aud</c>; needed with <see cref="TokenKeysFile"/>.</summary>
    public string TokenAudience { get; init; } = "";

    /// <summary>
    /// How long an answered challenge (MQTT 5.0's enhanced authentication) counts: a device answers another one before, or is disconnected. 0: as
    /// long as the connection. Default 1 h, at most 30 days.
    /// </summary>
    public TimeSpan ChallengeFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>PEM file with the private key (EC, P-256) that session tokens are signed with; further keys in it still count. Default: none, and no session tokens are given.</summary>
    public string? SessionKeyFile { get; init; }

    /// <summary>Whether devices come with credentials of their own, and so are known.</summary>
    public bool KnowsDevices => DeviceKeysFile is not null || TokenKeysFile is not null || ClientCaFile is not null;

    /// <summary>How long a session token counts when the device does not say for how long, 1 s to 24 h. Default 1 h.</summary>
    public TimeSpan SessionFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// File of the banned, one a line: <c>tenant/device</c>, <c>tenant/*</c>, an address or a network <c>10.0.0.0/8</c>; <c>#</c> begins a
    /// comment. Default: none.
    /// </summary>
    public string? BansFile { get; init; }

    /// <summary>Whether devices with credentials of their own may do less while there is a risk: another network than usual, night, a suspicious address, odd behaviour. Default false.</summary>
    public bool Risk { get; init; }

    /// <summary>Hours that count as night for <see cref="Risk"/>, with their distance from UTC: <c>22:00-06:00+01:00</c>. Empty (default): none.</summary>
    public string RiskNight { get; init; } = "";

    /// <summary>File of addresses and networks that are suspicious for <see cref="Risk"/>, one a line; <c>#</c> begins a comment. Default: none.</summary>
    public string? SuspiciousFile { get; init; }

    /// <summary>File that ends and attempts at what is another's are appended to, as JSON lines; refusals to <c>….refused</c> beside it. Default: none.</summary>
    public string? AuditFile { get; init; }

    /// <summary>Bytes of <see cref="AuditFile"/>, and of that of refusals, 64 KiB to 1 TiB; which has them becomes <c>….1</c>. Default 64 MiB.</summary>
    public long AuditBytes { get; init; } = 64 << 20;

    /// <summary>Messages a second of one device, as it may go on for long; 10 s of them may come at once. 0 (default): as many as it likes.</summary>
    public int DeviceMessagesPerSecond { get; init; }

    /// <summary>Payload bytes a second of one device. 0 (default): as many as it likes.</summary>
    public int DeviceBytesPerSecond { get; init; }

    /// <summary>Messages a second of one tenant on this bridge. 0 (default): as many as it likes.</summary>
    public int TenantMessagesPerSecond { get; init; }

    /// <summary>Payload bytes a second of one tenant on this bridge. 0 (default): as many as it likes.</summary>
    public int TenantBytesPerSecond { get; init; }

    /// <summary>Connections of one tenant on this bridge. 0 (default): as many as it likes.</summary>
    public int TenantConnections { get; init; }

    /// <summary>Wrong credentials in a minute after which an address is refused for <see cref="RefuseFor"/>; 0 (default): never. Not for a bridge behind a proxy that hides addresses.</summary>
    public int FailuresToRefuse { get; init; }

    /// <summary>How long an address that guesses is refused. Default 60 s.</summary>
    public TimeSpan RefuseFor { get; init; } = TimeSpan.FromSeconds(60);
}

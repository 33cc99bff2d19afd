namespace ServerlessIot.Bridge.Access;

/// <summary>Reasons that protocols have codes for.</summary>
internal enum RefusalKind
{
    /// <summary>No credentials were given, and they are needed.</summary>
    CredentialsNeeded,

    /// <summary>The credentials are wrong, expired or revoked.</summary>
    CredentialsWrong,

    /// <summary>They were good, and are over.</summary>
    Expired,

    /// <summary>The address or the device is banned for now.</summary>
    Banned,
}

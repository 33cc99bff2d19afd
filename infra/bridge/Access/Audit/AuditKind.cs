namespace ServerlessIot.Bridge.Access.Audit;

/// <summary>What the audit file tells of; in it in lower case.</summary>
internal enum AuditKind
{
    /// <summary>Somebody was not let in.</summary>
    Refused,

    /// <summary>An address showed wrong credentials too often and is closed for a while.</summary>
    Closed,

    /// <summary>Somebody who was in is there no longer: revoked, banned or expired.</summary>
    Ended,

    /// <summary>Somebody who is in tried what is another's.</summary>
    Foreign,

    /// <summary>A device may do more or less than before, by its risk.</summary>
    Level,

    /// <summary>A device got a session token.</summary>
    Token,

    /// <summary>Lines that found no room, or could not be written.</summary>
    Lost,
}

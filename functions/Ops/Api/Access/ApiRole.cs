namespace ServerlessIot.Ops.Api.Access;

/// <summary>What a caller may do; each includes those before it.</summary>
public enum ApiRole
{
    /// <summary>Looks at devices, history, windows, alerts and the list of refused records.</summary>
    Reader = 1,

    /// <summary>Acknowledges and clears alerts, begins and ends replays, registers devices.</summary>
    Operator,

    /// <summary>Reads the original bytes of refused records, and the books.</summary>
    Admin,
}

namespace ServerlessIot.Bridge.Edge;

/// <summary>How urgent a message is where the way to the log is narrow. Shares, bounds and time to live: SOURCES 7.</summary>
public enum UplinkPriority
{
    /// <summary>Never waits behind another priority. Up to 100 messages wait.</summary>
    Critical,

    /// <summary>Up to 500 messages wait.</summary>
    High,

    /// <summary>Up to 1,000 messages wait. The default.</summary>
    Medium,

    /// <summary>Up to 2,000 messages wait.</summary>
    Low,
}

namespace ServerlessIot.Bridge.Access.Risk;

/// <summary>What a device may do, by its risk.</summary>
internal enum AccessLevel
{
    /// <summary>Risk below 0.2: all that its credentials let it.</summary>
    Own,

    /// <summary>Below 0.5: the same at a tenth of its rates.</summary>
    Restricted,

    /// <summary>From 0.5 on: publish telemetry with QoS 0 or 1, at a hundredth of its rates, and nothing else.</summary>
    Minimal,
}

namespace ServerlessIot.Faults.Tests.Processes.Wire;

/// <summary>Where bytes go.</summary>
internal enum Direction
{
    /// <summary>From a client to the server behind the proxy.</summary>
    ToServer,

    /// <summary>From the server back to a client.</summary>
    ToClient,
}

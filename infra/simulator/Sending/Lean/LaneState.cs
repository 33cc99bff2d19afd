namespace ServerlessIot.Simulator.Sending.Lean;

internal enum LaneState
{
    /// <summary>No connection; waits for its time to make one.</summary>
    Closed,

    /// <summary>The TCP connection is being made.</summary>
    Connecting,

    /// <summary>CONNECT is sent, CONNACK is awaited.</summary>
    Handshaking,

    /// <summary>Ready for messages.</summary>
    Online,

    /// <summary>Said goodbye.</summary>
    Finished
}

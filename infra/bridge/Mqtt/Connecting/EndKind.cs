namespace ServerlessIot.Bridge.Mqtt.Connecting;

/// <summary>Ways in which a connection ends.</summary>
internal enum EndKind
{
    /// <summary>DISCONNECT with reason 0: the will is forgotten.</summary>
    Disconnected,

    /// <summary>DISCONNECT with another reason, or no DISCONNECT at all.</summary>
    Lost,

    /// <summary>CONNECT was refused: there is no will yet.</summary>
    Refused,

    /// <summary>The server closes it.</summary>
    Closed,
}

namespace ServerlessIot.Bridge.Mqtt.Packets;

/// <summary>Protocol level of a connection, as it stands in CONNECT.</summary>
internal enum ProtocolVersion : byte
{
    /// <summary>No CONNECT has been read yet.</summary>
    Unknown = 0,

    /// <summary>MQTT 3.1.1 (OASIS, 2014).</summary>
    V311 = 4,

    /// <summary>MQTT 5.0 (OASIS, 2019).</summary>
    V5 = 5,
}

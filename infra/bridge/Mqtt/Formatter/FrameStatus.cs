namespace ServerlessIot.Bridge.Mqtt.Formatter;

/// <summary>What stands at the front of the bytes received.</summary>
internal enum FrameStatus
{
    /// <summary>The packet's end has not arrived yet.</summary>
    Incomplete,

    /// <summary>One whole packet was taken.</summary>
    Complete,

    /// <summary>The remaining length is no variable byte integer.</summary>
    Malformed,

    /// <summary>The packet is larger than this server accepts.</summary>
    TooLarge,
}

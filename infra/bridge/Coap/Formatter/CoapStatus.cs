namespace ServerlessIot.Bridge.Coap.Formatter;

/// <summary>What a datagram is.</summary>
internal enum CoapStatus
{
    /// <summary>A message.</summary>
    Ok,

    /// <summary>A message with a format error: a confirmable one is rejected, others are ignored (RFC 7252, 4.2 and 4.3).</summary>
    Malformed,

    /// <summary>No CoAP, or of another version: ignored (RFC 7252, 3).</summary>
    NotCoap,
}

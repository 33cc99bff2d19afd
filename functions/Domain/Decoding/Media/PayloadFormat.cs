namespace ServerlessIot.Domain.Decoding.Media;

/// <summary>What the bytes of a payload are.</summary>
internal enum PayloadFormat
{
    /// <summary>One object of SOURCES.md, or an array of them.</summary>
    Json,

    /// <summary>SenML in JSON, RFC 8428 section 5.</summary>
    SenMlJson,

    /// <summary>SenML in CBOR, RFC 8428 section 6.</summary>
    SenMlCbor,

    /// <summary>The shapes of SOURCES.md in MessagePack.</summary>
    MessagePack,

    /// <summary>The shapes of SOURCES.md in CBOR.</summary>
    Cbor,

    /// <summary>Sparkplug B.</summary>
    Sparkplug,

    /// <summary>Binary records or frames of SOURCES.md 7.</summary>
    Records,

    /// <summary>A CloudEvent in JSON.</summary>
    CloudEvent,

    /// <summary>A JSON array of CloudEvents.</summary>
    CloudEvents,

    /// <summary>Nothing that we know.</summary>
    Unknown,
}

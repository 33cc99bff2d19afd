namespace Microsoft.Azure.Functions.Worker;

/// <summary>librdkafka's security.protocol.</summary>
public enum BrokerProtocol
{
    /// <summary>As the host decides: plain text.</summary>
    NotSet = -1,

    /// <summary>Neither encrypted nor authenticated.</summary>
    Plaintext,

    /// <summary>TLS.</summary>
    Ssl,

    /// <summary>SASL without TLS.</summary>
    SaslPlaintext,

    /// <summary>SASL over TLS.</summary>
    SaslSsl,
}

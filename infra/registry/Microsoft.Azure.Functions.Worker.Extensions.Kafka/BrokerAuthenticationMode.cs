namespace Microsoft.Azure.Functions.Worker;

/// <summary>librdkafka's sasl.mechanism.</summary>
public enum BrokerAuthenticationMode
{
    /// <summary>As the host decides: PLAIN where the protocol is SASL.</summary>
    NotSet = -1,

    /// <summary>GSSAPI.</summary>
    Gssapi,

    /// <summary>PLAIN.</summary>
    Plain,

    /// <summary>SCRAM-SHA-256.</summary>
    ScramSha256,

    /// <summary>SCRAM-SHA-512.</summary>
    ScramSha512,

    /// <summary>OAUTHBEARER.</summary>
    OAuthBearer,
}

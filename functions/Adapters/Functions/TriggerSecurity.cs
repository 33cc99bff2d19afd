using Microsoft.Azure.Functions.Worker;

namespace ServerlessIot.Adapters.Functions;

/// <summary>
/// How Kafka triggers reach the log. The extension takes protocol and mechanism only as constants of the attribute
/// (https://github.com/Azure/azure-functions-kafka-extension/issues/465), so they are those of Event Hubs: SASL PLAIN over TLS. The local
/// function host heeds the setting Kafka__Protocol instead. For a plain broker behind Azure's own host, Core Tools for example, build
/// with <c>-p:KafkaProtocol=Plaintext</c>; <c>Ssl</c> is the third choice.
/// </summary>
public static class TriggerSecurity
{
#if KAFKA_PLAINTEXT
    /// <summary>librdkafka's security.protocol.</summary>
    public const BrokerProtocol Protocol = BrokerProtocol.Plaintext;
#elif KAFKA_SSL
    /// <summary>librdkafka's security.protocol.</summary>
    public const BrokerProtocol Protocol = BrokerProtocol.Ssl;
#else
    /// <summary>librdkafka's security.protocol.</summary>
    public const BrokerProtocol Protocol = BrokerProtocol.SaslSsl;
#endif

#if KAFKA_PLAINTEXT || KAFKA_SSL
    /// <summary>librdkafka's sasl.mechanism: none.</summary>
    public const BrokerAuthenticationMode Mode = BrokerAuthenticationMode.NotSet;

    /// <summary>librdkafka's sasl.username: none.</summary>
    public const string? Username = null;

    /// <summary>librdkafka's sasl.password: none.</summary>
    public const string? Password = null;
#else
    /// <summary>librdkafka's sasl.mechanism.</summary>
    public const BrokerAuthenticationMode Mode = BrokerAuthenticationMode.Plain;

    /// <summary>librdkafka's sasl.username.</summary>
    public const string Username = "%Kafka:Username%";

    /// <summary>librdkafka's sasl.password; in Azure a reference to Key Vault.</summary>
    public const string Password = "%Kafka:Password%";
#endif
}

using Confluent.Kafka;

namespace ServerlessIot.Edition.Parts;

/// <summary>The settings <c>Kafka__…</c> as configuration of a client.</summary>
internal static class KafkaSettings
{
    /// <summary>Address and security.</summary>
    public static ClientConfig Kafka(this LocalSettings settings) => new()
    {
        BootstrapServers = settings["Kafka__BrokerList"],
        SecurityProtocol = Enum.Parse<SecurityProtocol>(settings["Kafka__Protocol"], ignoreCase: true),
        SaslMechanism = settings.Find("Kafka__Username") is null ? null : SaslMechanism.Plain,
        SaslUsername = settings.Find("Kafka__Username"),
        SaslPassword = settings.Find("Kafka__Password"),
        SocketTimeoutMs = 5_000,
    };
}

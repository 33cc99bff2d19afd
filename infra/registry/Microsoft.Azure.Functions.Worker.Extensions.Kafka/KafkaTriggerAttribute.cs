namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs a function for the records of a topic. Text values may be <c>%Section:Name%</c>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class KafkaTriggerAttribute : Attribute
{
    /// <summary>Names the brokers (host:port, comma separated) and the topic.</summary>
    public KafkaTriggerAttribute(string brokerList, string topic)
    {
        BrokerList = brokerList;
        Topic = topic;
    }

    /// <summary>The topic.</summary>
    public string Topic { get; private set; }

    /// <summary>The brokers.</summary>
    public string BrokerList { get; private set; }

    /// <summary>The consumer group.</summary>
    public string ConsumerGroup { get; set; }

    /// <summary>Hand over an array of records instead of one at a time.</summary>
    public bool IsBatched { get; set; }

    /// <summary>Lag that one instance is meant to bear: instances = lag / threshold, at most one a partition.</summary>
    public long LagThreshold { get; set; } = 1000;

    /// <summary>librdkafka's security.protocol.</summary>
    public BrokerProtocol Protocol { get; set; } = BrokerProtocol.NotSet;

    /// <summary>librdkafka's sasl.mechanism.</summary>
    public BrokerAuthenticationMode AuthenticationMode { get; set; } = BrokerAuthenticationMode.NotSet;

    /// <summary>librdkafka's sasl.username.</summary>
    public string Username { get; set; }

    /// <summary>librdkafka's sasl.password.</summary>
    public string Password { get; set; }

    /// <summary>librdkafka's ssl.key.location.</summary>
    public string SslKeyLocation { get; set; }

    /// <summary>librdkafka's ssl.ca.location.</summary>
    public string SslCaLocation { get; set; }

    /// <summary>librdkafka's ssl.certificate.location.</summary>
    public string SslCertificateLocation { get; set; }

    /// <summary>librdkafka's ssl.key.password.</summary>
    public string SslKeyPassword { get; set; }

    /// <summary>librdkafka's ssl.certificate.pem.</summary>
    public string SslCertificatePEM { get; set; }

    /// <summary>librdkafka's ssl.key.pem.</summary>
    public string SslKeyPEM { get; set; }

    /// <summary>librdkafka's ssl.ca.pem.</summary>
    public string SslCaPEM { get; set; }
}

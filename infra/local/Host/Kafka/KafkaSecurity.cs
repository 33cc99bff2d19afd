using ServerlessIot.Host.Apps;

namespace ServerlessIot.Host.Kafka;

/// <summary>
/// Protocol and credentials of a trigger as librdkafka's settings. In an attribute the protocol is a constant, meant for Azure;
/// here the setting <c>Kafka__Protocol</c>, which every other client heeds, goes first.
/// </summary>
internal static class KafkaSecurity
{
    private static readonly (string Property, string Setting)[] Sasl =
        [("Username", "sasl.username"), ("Password", "sasl.password")];

    private static readonly (string Property, string Setting)[] Ssl =
    [
        ("SslCaLocation", "ssl.ca.location"), ("SslCertificateLocation", "ssl.certificate.location"),
        ("SslKeyLocation", "ssl.key.location"), ("SslKeyPassword", "ssl.key.password"),
        ("SslCaPEM", "ssl.ca.pem"), ("SslCertificatePEM", "ssl.certificate.pem"), ("SslKeyPEM", "ssl.key.pem"),
    ];

    public static IReadOnlyDictionary<string, string> Read(TriggerAttribute trigger, SettingsResolver resolver, string? protocolSetting)
    {
        string protocol = (protocolSetting is { Length: > 0 } set ? set : trigger.Choice("Protocol") ?? "NotSet").ToUpperInvariant();
        var settings = new Dictionary<string, string>();
        if (protocol is "NOTSET" or "PLAINTEXT") return settings;

        settings["security.protocol"] = protocol switch
        {
            "SSL" => "ssl",
            "SASLPLAINTEXT" => "sasl_plaintext",
            "SASLSSL" => "sasl_ssl",
            _ => throw new HostStartException($"Kafka__Protocol is {protocol}; Plaintext, Ssl, SaslPlaintext and SaslSsl are known."),
        };
        if (protocol.StartsWith("SASL", StringComparison.Ordinal))
        {
            settings["sasl.mechanism"] = Mechanism(trigger.Choice("AuthenticationMode"));
            Add(Sasl);
        }
        if (protocol.EndsWith("SSL", StringComparison.Ordinal)) Add(Ssl);
        return settings;

        void Add((string Property, string Setting)[] pairs)
        {
            foreach ((string property, string setting) in pairs)
            {
                if (resolver.Resolve(trigger.Text(property), property) is { Length: > 0 } value) settings[setting] = value;
            }
        }
    }

    private static string Mechanism(string? mode) => mode switch
    {
        "Gssapi" => "GSSAPI",
        "ScramSha256" => "SCRAM-SHA-256",
        "ScramSha512" => "SCRAM-SHA-512",
        "OAuthBearer" => "OAUTHBEARER",
        _ => "PLAIN",
    };
}

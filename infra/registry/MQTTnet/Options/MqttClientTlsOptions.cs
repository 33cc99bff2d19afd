using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace MQTTnet;

/// <summary>How a connection is encrypted. Build it with <see cref="MqttClientTlsOptionsBuilder"/>.</summary>
public sealed class MqttClientTlsOptions
{
    /// <summary>Decides about the server's certificate in place of the usual rules.</summary>
    public Func<MqttClientCertificateValidationEventArgs, bool> CertificateValidationHandler { get; set; }

    public X509RevocationMode RevocationMode { get; set; } = X509RevocationMode.Online;

    public SslProtocols SslProtocol { get; set; } = SslProtocols.None;

    /// <summary>Name that the server's certificate must have; null: the server's host.</summary>
    public string TargetHost { get; set; }

    public bool UseTls { get; set; }

    internal X509Certificate2Collection ClientCertificates { get; set; }
}

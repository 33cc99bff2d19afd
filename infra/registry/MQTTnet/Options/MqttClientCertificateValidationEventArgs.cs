using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace MQTTnet;

/// <summary>What a server showed at the handshake.</summary>
public sealed class MqttClientCertificateValidationEventArgs : EventArgs
{
    internal MqttClientCertificateValidationEventArgs(X509Certificate certificate, X509Chain chain, SslPolicyErrors sslPolicyErrors)
    {
        Certificate = certificate;
        Chain = chain;
        SslPolicyErrors = sslPolicyErrors;
    }

    public X509Certificate Certificate { get; }

    public X509Chain Chain { get; }

    public SslPolicyErrors SslPolicyErrors { get; }
}

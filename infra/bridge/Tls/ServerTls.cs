using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Access.Files;

namespace ServerlessIot.Bridge.Tls;

/// <summary>
/// TLS of every port that has it: 1.2 and 1.3, with the certificate that the file holds at the moment of each handshake, so that a new one
/// counts for new connections and ends none.
/// </summary>
internal sealed class ServerTls(WatchedFile<SslStreamCertificateContext> certificate, AccessControl access)
{
    /// <summary>How long a stranger may take for the handshake.</summary>
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>What Kestrel asks before each handshake.</summary>
    public TlsHandshakeCallbackOptions Options => new() { OnConnection = _ => new ValueTask<SslServerAuthenticationOptions>(ForOne()), HandshakeTimeout = HandshakeTimeout };

    private SslServerAuthenticationOptions ForOne()
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificate.Value,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        if (!access.AsksForCertificates)
            return options;
        options.ClientCertificateRequired = true; // asked for; whether one must come, the callback says
        options.RemoteCertificateValidationCallback = (_, shown, _, _) => access.TrustsInHandshake(shown as X509Certificate2);
        // A resumed session would not show the certificate again.
        options.AllowTlsResume = false;
        return options;
    }
}

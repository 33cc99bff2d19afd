using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Tls;

/// <summary>The certificate that MQTT over TLS is served with.</summary>
internal static class ServerCertificate
{
    /// <summary>Reads a PEM file: the server's certificate first, then its chain; and its private key without a password, anywhere in the file.</summary>
    /// <exception cref="SettingException">There is no such file, or it does not hold a certificate and its key.</exception>
    public static HttpsConnectionAdapterOptions Read(string path)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(path);
            return new HttpsConnectionAdapterOptions
            {
                ServerCertificate = X509Certificate2.CreateFromPemFile(path),
                ServerCertificateChain = chain,
                SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            };
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new SettingException("Bridge__CertificateFile", path, $"a PEM file with a certificate and its private key ({e.Message})");
        }
    }
}

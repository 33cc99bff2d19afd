using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ServerlessIot.Bridge.Tls;

/// <summary>The certificate that a bridge serves TLS with.</summary>
internal static class ServerCertificate
{
    /// <summary>Reads a PEM file: the server's certificate first, then its chain; and its private key without a password, anywhere in the file.</summary>
    /// <exception cref="FormatException">It does not hold a certificate and its key.</exception>
    public static SslStreamCertificateContext Read(byte[] content)
    {
        var pem = Encoding.ASCII.GetString(content);
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(pem);
            return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(pem, pem), chain, offline: true);
        }
        catch (CryptographicException e)
        {
            throw new FormatException(e.Message, e);
        }
    }
}

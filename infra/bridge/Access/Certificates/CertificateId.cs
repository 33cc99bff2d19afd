using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ServerlessIot.Bridge.Access.Certificates;

/// <summary>Which certificate it is: what revocation lists go by, and short enough for a token.</summary>
/// <param name="Issuer">SHA-256 of its authority's name (DER), in hexadecimal.</param>
/// <param name="Serial">Its serial number, in hexadecimal, as the certificate has it.</param>
internal sealed record CertificateId(string Issuer, string Serial)
{
    /// <summary>Longest serial number in bytes: RFC 5280, 4.1.2.2, allows 20.</summary>
    private const int LongestSerial = 32;

    public static CertificateId Of(X509Certificate2 certificate) => new(IssuerOf(certificate.IssuerName.RawData), certificate.SerialNumber);

    /// <inheritdoc cref="Issuer"/>
    public static string IssuerOf(byte[] name) => Convert.ToHexString(SHA256.HashData(name));

    /// <summary>Of texts that came from outside; null when they are none.</summary>
    public static CertificateId? Read(string? issuer, string? serial) =>
        issuer is { Length: 2 * SHA256.HashSizeInBytes } && serial is { Length: > 0 and <= 2 * LongestSerial } && serial.Length % 2 == 0 && IsHex(issuer) && IsHex(serial) ? new CertificateId(issuer, serial) : null;

    /// <summary>The serial number.</summary>
    public BigInteger Number => new(Convert.FromHexString(Serial), isUnsigned: false, isBigEndian: true);

    private static bool IsHex(string text) => text.All(char.IsAsciiHexDigitUpper);
}

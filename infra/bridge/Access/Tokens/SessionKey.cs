using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessIot.Bridge.Access.Tokens;

/// <summary>A private key on P-256 that session tokens are signed with.</summary>
internal sealed class SessionKey
{
    private const string P256 = "1.2.840.10045.3.1.7";
    private readonly ECParameters _private;

    private SessionKey(ECParameters parameters)
    {
        _private = parameters;
        Public = new TokenKey(new ECParameters { Curve = parameters.Curve, Q = parameters.Q });
        var (x, y) = (Base64Url.EncodeToString(parameters.Q.X), Base64Url.EncodeToString(parameters.Q.Y));
        // RFC 7638: members in this order, nothing between them.
        Id = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));
    }

    /// <summary>Its thumbprint (RFC 7638): every bridge with this key names it alike.</summary>
    public string Id { get; }

    /// <summary>Checks what it has signed.</summary>
    public TokenKey Public { get; }

    /// <summary>Reads a key from PEM (SEC 1 or PKCS 8).</summary>
    /// <exception cref="FormatException">It is on another curve.</exception>
    /// <exception cref="CryptographicException">It is none.</exception>
    public static SessionKey Read(ReadOnlySpan<char> pem)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"a key cannot be read: {e.Message}", e);
        }
        var parameters = key.ExportParameters(includePrivateParameters: true);
        return parameters.Curve.Oid.Value == P256 ? new SessionKey(parameters) : throw new FormatException("a key is not on P-256");
    }

    /// <summary>A token (RFC 7515, compact) with these claims, by ES256.</summary>
    public string Sign(ReadOnlySpan<byte> claims)
    {
        var text = $"{Base64Url.EncodeToString(Encoding.ASCII.GetBytes($$"""{"alg":"ES256","typ":"JWT","kid":"{{Id}}"}"""))}.{Base64Url.EncodeToString(claims)}";
        using var key = ECDsa.Create(_private);
        return $"{text}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))}";
    }
}

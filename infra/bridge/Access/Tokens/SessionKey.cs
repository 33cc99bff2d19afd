using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ServerlessIot.Bridge.Access.Marks;

namespace ServerlessIot.Bridge.Access.Tokens;

/// <summary>A private key on P-256 that session tokens are signed with.</summary>
internal sealed class SessionKey
{
    /// <summary>Length of a mark in a token, in characters.</summary>
    public static readonly int BlindLength = Base64Url.GetEncodedLength(CredentialMark.Length);

    private const string P256 = "1.2.840.10045.3.1.7";
    private readonly ECParameters _private;
    private readonly byte[] _blinding;

    private SessionKey(ECParameters parameters)
    {
        _private = parameters;
        _blinding = HMACSHA256.HashData(parameters.D!, "marks of session tokens"u8);
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

    /// <summary>
    /// A mark as this key's tokens have it, <see cref="BlindLength"/> characters: a token can be read by anybody, and whoever has not got this key
    /// learns nothing by it, nor tries out guesses with it.
    /// </summary>
    public void Blind(CredentialMark mark, Span<byte> text)
    {
        Span<byte> plain = stackalloc byte[CredentialMark.Length];
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        mark.Write(plain);
        HMACSHA256.HashData(_blinding, plain, digest);
        Base64Url.EncodeToUtf8(digest[..CredentialMark.Length], text);
    }

    /// <summary>A token (RFC 7515, compact) with these claims, by ES256.</summary>
    public string Sign(ReadOnlySpan<byte> claims)
    {
        var text = $"{Base64Url.EncodeToString(Encoding.ASCII.GetBytes($$"""{"alg":"ES256","typ":"JWT","kid":"{{Id}}"}"""))}.{Base64Url.EncodeToString(claims)}";
        using var key = ECDsa.Create(_private);
        return $"{text}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))}";
    }
}

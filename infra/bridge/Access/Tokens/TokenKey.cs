using System.Security.Cryptography;
using ServerlessIot.Bridge.Access.Marks;

namespace ServerlessIot.Bridge.Access.Tokens;

/// <summary>One public key; it checks one algorithm only (RFC 8725, 3.1).</summary>
internal sealed class TokenKey
{
    private readonly ECParameters? _ec;
    private readonly RSAParameters _rsa;

    public TokenKey(ECParameters ec) => (_ec, Algorithm, Behind) = (ec, "ES256", [CredentialMark.OfPublic([.. "ES256"u8, .. ec.Q.X!, .. ec.Q.Y!])]);

    public TokenKey(RSAParameters rsa) => (_rsa, Algorithm, Behind) = (rsa, "RS256", [CredentialMark.OfPublic([.. "RS256"u8, .. rsa.Modulus!, .. rsa.Exponent!])]);

    /// <summary>ES256 or RS256: RFC 7518, 3.1.</summary>
    public string Algorithm { get; }

    /// <summary>What a pass by a token of this key has behind it: the mark of the key, under whichever id.</summary>
    public CredentialMark[] Behind { get; }

    public bool Signed(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (_ec is { } parameters)
        {
            using var ec = ECDsa.Create(parameters);
            return signature.Length == 64 && ec.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        using var rsa = RSA.Create(_rsa);
        return rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}

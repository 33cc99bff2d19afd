using System.Security.Cryptography;

namespace ServerlessIot.Bridge.Access.Tokens;

/// <summary>One public key; it checks one algorithm only (RFC 8725, 3.1).</summary>
internal sealed class TokenKey
{
    private readonly ECParameters? _ec;
    private readonly RSAParameters _rsa;

    public TokenKey(ECParameters ec) => (_ec, Algorithm) = (ec, "ES256");

    public TokenKey(RSAParameters rsa) => (_rsa, Algorithm) = (rsa, "RS256");

    /// <summary>ES256 or RS256: RFC 7518, 3.1.</summary>
    public string Algorithm { get; }

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

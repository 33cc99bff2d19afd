using System.Security.Cryptography;
using System.Text;
using ServerlessIot.Bridge.Access.Tokens;

namespace ServerlessIot.Bridge.Tests.Access.Tokens;

public sealed class SessionKeysTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_first_key_signs_and_all_are_found(bool pkcs8)
    {
        using var one = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var two = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var keys = Read(Pem(one, pkcs8) + "\n" + Pem(two, pkcs8));
        Assert.Equal(SessionKey.Read(Pem(one, pkcs8)).Id, keys.First.Id);
        foreach (var key in new[] { one, two })
        {
            var found = keys.Find(SessionKey.Read(Pem(key, pkcs8)).Id, "ES256")!;
            Assert.True(found.Public.Signed("x"u8, key.SignData("x"u8, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)));
        }
        Assert.Null(keys.Find(keys.First.Id, "RS256"));
        Assert.Null(keys.Find("other", "ES256"));
        Assert.Null(keys.Find(null, "ES256"));
    }

    /// <summary>The key of RFC 7515, A.3.1; its thumbprint after RFC 7638, 3, was made with Python's hashlib.</summary>
    [Fact]
    public void A_key_s_id_is_its_thumbprint()
    {
        static byte[] Bytes(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Bytes("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"), Y = Bytes("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0") },
            D = Bytes("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"),
        });
        Assert.Equal("oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U", SessionKey.Read(Pem(key, true)).Id);
    }

    [Fact]
    public void What_openssl_writes_is_read()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Equal(SessionKey.Read(Pem(key, true)).Id, Read("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + Pem(key, false)).First.Id);
    }

    [Fact]
    public void Whatever_else_a_file_holds_it_is_refused()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        using var good = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string[] texts =
        [
            "", "no key", Pem(p384, true), Pem(p384, false), rsa.ExportPkcs8PrivateKeyPem(), rsa.ExportRSAPrivateKeyPem(), good.ExportSubjectPublicKeyInfoPem(), Pem(good, true) + "\n" + good.ExportSubjectPublicKeyInfoPem(),
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", good.ExportEncryptedPkcs8PrivateKeyPem("x", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000)),
            string.Join('\n', Enumerable.Repeat(Pem(good, true), 9)),
        ];
        Assert.All(texts, text => Assert.True(Record.Exception(() => Read(text)) is FormatException or CryptographicException, text));
    }

    private static string Pem(ECDsa key, bool pkcs8) => pkcs8 ? key.ExportPkcs8PrivateKeyPem() : key.ExportECPrivateKeyPem();

    private static SessionKeys Read(string text) => SessionKeys.Read(Encoding.ASCII.GetBytes(text));
}

using System.Security.Cryptography;

namespace ServerlessIot.Bridge.Access.Challenges;

/// <summary>What SCRAM-SHA-256 makes of a password: RFC 5802, 3, and RFC 7677.</summary>
/// <param name="Stored">Checks the device's proof.</param>
/// <param name="Server">Signs the server's answer.</param>
internal readonly record struct ScramKeys(byte[] Stored, byte[] Server)
{
    /// <summary>Length of a proof in bytes.</summary>
    public const int ProofLength = SHA256.HashSizeInBytes;

    /// <summary>Derives both; takes about a millisecond for 4,096 iterations.</summary>
    public static ScramKeys Of(string password, ReadOnlySpan<byte> salt, int iterations)
    {
        Span<byte> salted = stackalloc byte[SHA256.HashSizeInBytes];
        Rfc2898DeriveBytes.Pbkdf2(password, salt, salted, iterations, HashAlgorithmName.SHA256);
        return new ScramKeys(SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8)), HMACSHA256.HashData(salted, "Server Key"u8));
    }

    /// <summary>Whether a proof of <see cref="ProofLength"/> bytes was made with the password for this exchange.</summary>
    public bool Proves(ReadOnlySpan<byte> proof, ReadOnlySpan<byte> exchange)
    {
        var client = HMACSHA256.HashData(Stored, exchange);
        for (var i = 0; i < client.Length; i++)
            client[i] ^= proof[i];
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(client), Stored);
    }

    /// <summary>Shows the device that the server knows the password too.</summary>
    public byte[] Sign(ReadOnlySpan<byte> exchange) => HMACSHA256.HashData(Server, exchange);
}

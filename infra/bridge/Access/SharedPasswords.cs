using System.Security.Cryptography;
using System.Text;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Access;

/// <summary>Checks user name and password. Takes the same time whether the user, the password or both are wrong.</summary>
internal sealed class SharedPasswords
{
    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(32);
    private readonly Dictionary<string, byte[]> _users = new(StringComparer.Ordinal);
    private readonly byte[] _nobody = RandomNumberGenerator.GetBytes(32);

    public SharedPasswords(AccessOptions options)
    {
        foreach (var (user, password) in options.Users)
            _users.Add(user, Digest(Encoding.UTF8.GetBytes(password)));
    }

    /// <summary>Whether a user has this password.</summary>
    public bool Accepts(string user, byte[] password)
    {
        var known = _users.TryGetValue(user, out var expected);
        return CryptographicOperations.FixedTimeEquals(Digest(password), known ? expected : _nobody) & known;
    }

    // Digests have one length, so the comparison says nothing about the password's.
    private byte[] Digest(byte[] password) => HMACSHA256.HashData(_salt, password);
}

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
    private readonly bool _anonymous;

    public SharedPasswords(BridgeOptions options)
    {
        _anonymous = options.AllowAnonymous;
        foreach (var (user, password) in options.Users)
            _users.Add(user, Digest(Encoding.UTF8.GetBytes(password)));
    }

    /// <param name="user">Null when the device gave none.</param>
    /// <param name="password">Null when the device gave none.</param>
    public bool Accepts(string? user, byte[]? password)
    {
        if (_anonymous && (user is null || _users.Count == 0))
            return true;
        var known = _users.TryGetValue(user ?? "", out var expected);
        return CryptographicOperations.FixedTimeEquals(Digest(password ?? []), known ? expected : _nobody) & known & user is not null & password is not null;
    }

    // Digests have one length, so the comparison says nothing about the password's.
    private byte[] Digest(byte[] password) => HMACSHA256.HashData(_salt, password);
}

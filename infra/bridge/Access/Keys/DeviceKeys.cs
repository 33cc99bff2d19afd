using System.Security.Cryptography;
using System.Text;
using ServerlessIot.Bridge.Access.Marks;

namespace ServerlessIot.Bridge.Access.Keys;

/// <summary>
/// Group keys, from which every device's own key follows: HMAC-SHA256 of <c>tenant/device</c>, in base64url. So 100,000 devices need no list, and
/// a device that is opened gives away its own key only.
/// </summary>
internal sealed class DeviceKeys : IMarked
{
    private const int ShortestKey = 32;
    private const int MostKeys = 16;
    private readonly GroupKey[] _keys;

    private DeviceKeys(GroupKey[] keys) => (_keys, Marks) = (keys, [.. keys.SelectMany(key => key.Behind)]);

    /// <inheritdoc/>
    public IReadOnlyList<CredentialMark> Marks { get; }

    /// <summary>Every key, the one that new passwords are made with first.</summary>
    public IReadOnlyList<GroupKey> All => _keys;

    /// <summary>Reads a key file: one key a line in base64; empty lines and those that begin with # count for nothing.</summary>
    /// <exception cref="FormatException">It holds no key, one too short, or too many.</exception>
    public static DeviceKeys Read(byte[] content)
    {
        var keys = new List<GroupKey>();
        foreach (var line in Encoding.UTF8.GetString(content).Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#'))
        {
            var key = new byte[line.Length];
            // Never the line in a message: it may be the key, mistyped.
            if (!Convert.TryFromBase64String(line, key, out var length) || length < ShortestKey)
                throw new FormatException($"line {keys.Count + 1} is no key of at least {ShortestKey} bytes in base64");
            keys.Add(new GroupKey(key[..length]));
        }
        return keys.Count is > 0 and <= MostKeys ? new DeviceKeys([.. keys]) : throw new FormatException($"it holds {keys.Count} keys, not 1 to {MostKeys}");
    }

    /// <summary>The password of a device, under the first key.</summary>
    public string PasswordOf(DeviceIdentity device) => _keys[0].PasswordOf(device);

    /// <summary>A salt for a name, 16 bytes: on every bridge with the same first key the same, and whether or not there is such a device (RFC 5802, 9).</summary>
    public byte[] SaltOf(string name) => _keys[0].SaltOf(name);

    /// <summary>The key under which a password is the device's; null when there is none. Takes the same time whatever is wrong.</summary>
    public GroupKey? KeyOf(DeviceIdentity device, ReadOnlySpan<byte> password)
    {
        // Compared as text: the last character of base64 has bits that decoding would pass over.
        Span<byte> expected = stackalloc byte[GroupKey.PasswordLength];
        GroupKey? found = null;
        foreach (var key in _keys)
        {
            key.PasswordOf(device, expected);
            if (CryptographicOperations.FixedTimeEquals(expected, password))
                found ??= key;
        }
        return found;
    }
}

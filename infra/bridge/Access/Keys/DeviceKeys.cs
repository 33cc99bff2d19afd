using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessIot.Bridge.Access.Keys;

/// <summary>
/// Group keys, from which every device's own key follows: HMAC-SHA256 of <c>tenant/device</c>, in base64url. So 100,000 devices need no list, and
/// a device that is opened gives away its own key only.
/// </summary>
internal sealed class DeviceKeys
{
    private const int ShortestKey = 32;
    private const int MostKeys = 16;
    private readonly byte[][] _keys;

    private DeviceKeys(byte[][] keys) => _keys = keys;

    /// <summary>Reads a key file: one key a line in base64; empty lines and those that begin with # count for nothing.</summary>
    /// <exception cref="FormatException">It holds no key, one too short, or too many.</exception>
    public static DeviceKeys Read(byte[] content)
    {
        var keys = new List<byte[]>();
        foreach (var line in Encoding.UTF8.GetString(content).Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#'))
        {
            var key = new byte[line.Length];
            // Never the line in a message: it may be the key, mistyped.
            if (!Convert.TryFromBase64String(line, key, out var length) || length < ShortestKey)
                throw new FormatException($"line {keys.Count + 1} is no key of at least {ShortestKey} bytes in base64");
            keys.Add(key[..length]);
        }
        return keys.Count is > 0 and <= MostKeys ? new DeviceKeys([.. keys]) : throw new FormatException($"it holds {keys.Count} keys, not 1 to {MostKeys}");
    }

    /// <summary>The password of a device, under the first key.</summary>
    public string PasswordOf(DeviceIdentity device) => Base64Url.EncodeToString(Derive(_keys[0], device));

    /// <summary>The passwords of a device, under every key.</summary>
    public IEnumerable<string> PasswordsOf(DeviceIdentity device) => _keys.Select(key => Base64Url.EncodeToString(Derive(key, device)));

    /// <summary>A salt for a name, 16 bytes: on every bridge with the same first key the same, and whether or not there is such a device (RFC 5802, 9).</summary>
    // No device's name has a control character in it, so this is no device's password.
    public byte[] SaltOf(string name) => HMACSHA256.HashData(_keys[0], Encoding.UTF8.GetBytes($"\0salt\0{name}"))[..16];

    /// <summary>Whether a password is the device's, under any key. Takes the same time whatever is wrong.</summary>
    public bool Accepts(DeviceIdentity device, ReadOnlySpan<byte> password)
    {
        // Compared as text: the last character of base64 has bits that decoding would pass over.
        Span<byte> expected = stackalloc byte[Base64Url.GetEncodedLength(HMACSHA256.HashSizeInBytes)];
        var found = false;
        foreach (var key in _keys)
        {
            Base64Url.EncodeToUtf8(Derive(key, device), expected);
            found |= CryptographicOperations.FixedTimeEquals(expected, password);
        }
        return found;
    }

    private static byte[] Derive(byte[] key, DeviceIdentity device) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{device.Tenant}/{device.Device}"));
}

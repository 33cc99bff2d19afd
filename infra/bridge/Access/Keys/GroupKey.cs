using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ServerlessIot.Bridge.Access.Marks;

namespace ServerlessIot.Bridge.Access.Keys;

/// <summary>One group key: what devices' own keys follow from.</summary>
/// <param name="secret">The key.</param>
internal sealed class GroupKey(byte[] secret)
{
    /// <summary>Length of a device's password in characters.</summary>
    public static readonly int PasswordLength = Base64Url.GetEncodedLength(HMACSHA256.HashSizeInBytes);

    // No device's name has a control character in it, so none of what is made of the key with one is a device's password.
    /// <summary>What a pass by this key has behind it.</summary>
    public CredentialMark[] Behind { get; } = [CredentialMark.OfSecret(secret, "\0mark\0"u8)];

    /// <summary>The password of a device.</summary>
    public string PasswordOf(DeviceIdentity device) => Base64Url.EncodeToString(Derive(device));

    /// <summary>The same as ASCII, <see cref="PasswordLength"/> of it.</summary>
    public void PasswordOf(DeviceIdentity device, Span<byte> password) => Base64Url.EncodeToUtf8(Derive(device), password);

    /// <summary>A salt for a name, 16 bytes.</summary>
    public byte[] SaltOf(string name) => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"\0salt\0{name}"))[..16];

    private byte[] Derive(DeviceIdentity device) => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{device.Tenant}/{device.Device}"));
}

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ServerlessIot.Bridge.Access.Marks;

/// <summary>Which key or authority it is that somebody was let in by, without saying more of it: 128 bits that only the same one has.</summary>
/// <param name="Value">The bits.</param>
internal readonly record struct CredentialMark(UInt128 Value)
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 16;

    /// <summary>Of a secret, whose mark is of no use to who has not got it.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="purpose">What it is used for; no text that it makes anything else of.</param>
    public static CredentialMark OfSecret(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> purpose) => Of(HMACSHA256.HashData(secret, purpose));

    /// <summary>Of what everybody may know, such as a public key.</summary>
    public static CredentialMark OfPublic(ReadOnlySpan<byte> data) => Of(SHA256.HashData(data));

    /// <summary>Writes it: <see cref="Length"/> bytes.</summary>
    public void Write(Span<byte> to) => BinaryPrimitives.WriteUInt128BigEndian(to, Value);

    private static CredentialMark Of(ReadOnlySpan<byte> digest) => new(BinaryPrimitives.ReadUInt128BigEndian(digest));
}

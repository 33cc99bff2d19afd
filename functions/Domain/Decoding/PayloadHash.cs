using System.Security.Cryptography;
using System.Text;

namespace ServerlessIot.Domain.Decoding;

/// <summary>What payloads that carry their time but no id are recognised by: the same bytes from the same device on the same topic are the same event. Computed once per payload.</summary>
internal sealed class PayloadHash
{
    [ThreadStatic]
    private static IncrementalHash? _sha;

    private string? _hex;

    /// <summary>Another payload follows.</summary>
    internal void Reset() => _hex = null;

    /// <summary>32 lower-case hex digits: the first 16 bytes of SHA-256 over device, NUL, topic, NUL, payload.</summary>
    internal string Of(in PayloadContext context, ReadOnlySpan<byte> payload)
    {
        if (_hex is not null) return _hex;
        var sha = _sha ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(sha, context.Device);
        Append(sha, context.Topic);
        sha.AppendData(payload);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        sha.GetHashAndReset(hash);
        return _hex = Convert.ToHexStringLower(hash[..16]);
    }

    private static void Append(IncrementalHash sha, string text)
    {
        // 256 characters take at most 768 bytes; a NUL keeps "ab" + "c" apart from "a" + "bc".
        Span<byte> buffer = text.Length <= 256 ? stackalloc byte[(256 * 3) + 1] : new byte[(text.Length * 3) + 1];
        var length = Encoding.UTF8.GetBytes(text, buffer);
        buffer[length] = 0;
        sha.AppendData(buffer[..(length + 1)]);
    }
}

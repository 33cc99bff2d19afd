using System.Security.Cryptography;
using System.Text;
using ServerlessIot.Bridge.Access.Marks;

namespace ServerlessIot.Bridge.Access.Tokens;

/// <summary>The bridge's own keys for session tokens: the first one signs, the others still count.</summary>
internal sealed class SessionKeys : IMarked
{
    private const int MostKeys = 8;
    private readonly List<SessionKey> _keys;

    private SessionKeys(List<SessionKey> keys) => (_keys, Marks) = (keys, [.. keys.SelectMany(key => key.Public.Behind)]);

    /// <inheritdoc/>
    public IReadOnlyList<CredentialMark> Marks { get; }

    /// <summary>The key that signs.</summary>
    public SessionKey First => _keys[0];

    /// <summary>Reads a PEM file of private keys.</summary>
    /// <exception cref="FormatException">It holds something else, no key or too many.</exception>
    /// <exception cref="CryptographicException">A key cannot be read.</exception>
    public static SessionKeys Read(byte[] content)
    {
        var keys = new List<SessionKey>();
        var rest = Encoding.ASCII.GetString(content).AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            var label = rest[fields.Label].ToString();
            if (label is "PRIVATE KEY" or "EC PRIVATE KEY")
                keys.Add(SessionKey.Read(rest[fields.Location]));
            else if (label != "EC PARAMETERS") // which openssl writes before a key
                throw new FormatException($"it holds a '{label}', not only private keys");
            rest = rest[fields.Location.End..];
        }
        return keys.Count is > 0 and <= MostKeys ? new SessionKeys(keys) : throw new FormatException($"it holds {keys.Count} private keys, not 1 to {MostKeys}");
    }

    /// <summary>The key of an id that signs by an algorithm; null when there is none.</summary>
    public SessionKey? Find(string? id, string? algorithm) => _keys.Find(k => k.Id == id && k.Public.Algorithm == algorithm);
}

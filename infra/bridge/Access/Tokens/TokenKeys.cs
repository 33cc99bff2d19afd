using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using ServerlessIot.Bridge.Access.Marks;
using ServerlessIot.Domain.Tokens;

namespace ServerlessIot.Bridge.Access.Tokens;

/// <summary>The public keys that device tokens are signed with: a JSON Web Key Set (RFC 7517) of RSA keys and EC keys on P-256.</summary>
internal sealed class TokenKeys : IMarked
{
    private const int FewestRsaBits = 2_048;
    private const int MostRsaBits = 8_192;
    private const int MostKeys = 64;
    private readonly Dictionary<string, TokenKey> _keys = new(StringComparer.Ordinal);

    private TokenKeys()
    {
    }

    /// <inheritdoc/>
    public IReadOnlyList<CredentialMark> Marks { get; private set; } = [];

    /// <summary>Reads a key set; every key must be one of those above and have an id.</summary>
    /// <exception cref="FormatException">It is none, or holds a key that cannot be used.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static TokenKeys Read(byte[] content)
    {
        if (!StrictJson.Parse(content).TryGetProperty("keys", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > MostKeys)
            throw new FormatException($"it has no array 'keys' of 1 to {MostKeys} keys");
        var keys = new TokenKeys();
        foreach (var key in list.EnumerateArray())
        {
            if (key.ValueKind != JsonValueKind.Object || key.Text("kid") is not { Length: > 0 and <= 256 } id || !keys._keys.TryAdd(id, Key(key, id)))
                throw new FormatException("a key has no id 'kid' of its own");
        }
        keys.Marks = [.. keys._keys.Values.SelectMany(key => key.Behind)];
        return keys;
    }

    /// <summary>The key of an id that signs by an algorithm; null when there is none. The key says the algorithm, never the token.</summary>
    public TokenKey? Find(string? id, string? algorithm) =>
        id is not null && _keys.TryGetValue(id, out var key) && key.Algorithm == algorithm ? key : null;

    private static TokenKey Key(JsonElement key, string id)
    {
        if (key.Text("use") is not (null or "sig") || key.TryGetProperty("d", out _))
            throw new FormatException($"key '{id}' is not a public key to check signatures with");
        return key.Text("kty") switch
        {
            "EC" when key.Text("crv") == "P-256" && key.Text("alg") is null or "ES256" => Ec(key, id),
            "RSA" when key.Text("alg") is null or "RS256" => Rsa(key, id),
            _ => throw new FormatException($"key '{id}' is neither EC P-256 for ES256 nor RSA for RS256"),
        };
    }

    private static TokenKey Ec(JsonElement key, string id)
    {
        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Bytes(key, "x", id), Y = Bytes(key, "y", id) } };
        // Throws when the point is not on the curve.
        using var checkedKey = ECDsa.Create(parameters);
        return new TokenKey(parameters);
    }

    private static TokenKey Rsa(JsonElement key, string id)
    {
        var parameters = new RSAParameters { Modulus = Bytes(key, "n", id), Exponent = Bytes(key, "e", id) };
        var bits = parameters.Modulus.Length * 8;
        return bits is >= FewestRsaBits and <= MostRsaBits && parameters.Exponent.Length is > 0 and <= 8
            ? new TokenKey(parameters)
            : throw new FormatException($"key '{id}' has {bits} bits, not {FewestRsaBits} to {MostRsaBits}");
    }

    private static byte[] Bytes(JsonElement key, string name, string id) =>
        key.Text(name) is { Length: > 0 } text && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : throw new FormatException($"key '{id}' has no '{name}' in base64url");
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using ServerlessIot.Domain.Tokens;

namespace ServerlessIot.Ops.Api.Access.Tokens;

/// <summary>Reads a JSON Web Key Set (RFC 7517).</summary>
internal static class KeySet
{
    private const int FewestBits = 2048;
    private const int MostBits = 16384;
    private const int LongestExponent = 8;

    /// <summary>RSA keys that may sign, by their id. Others are left out.</summary>
    /// <exception cref="IdentityUnavailableException">There is none.</exception>
    public static IReadOnlyDictionary<string, RSAParameters> Read(JsonElement set)
    {
        var found = new Dictionary<string, RSAParameters>(StringComparer.Ordinal);
        if (set.TryGetProperty("keys", out var keys) && keys.ValueKind == JsonValueKind.Array)
        {
            foreach (var key in keys.EnumerateArray())
            {
                if (Id(key) is { } id && Parameters(key) is { } parameters) found[id] = parameters;
            }
        }

        return found.Count > 0 ? found : throw new IdentityUnavailableException("The authority has no RSA key that signs.");
    }

    private static string? Id(JsonElement key) =>
        key.ValueKind == JsonValueKind.Object && key.Text("kty") == "RSA" && key.Text("use") is null or "sig" && key.Text("alg") is null or "RS256"
            ? key.Text("kid")
            : null;

    private static RSAParameters? Parameters(JsonElement key)
    {
        if (Bytes(key, "n") is not { } modulus || Bytes(key, "e") is not { Length: > 0 and <= LongestExponent } exponent) return null;
        return modulus.Length * 8 is >= FewestBits and <= MostBits ? new RSAParameters { Modulus = modulus, Exponent = exponent } : null;
    }

    private static byte[]? Bytes(JsonElement key, string name) => key.Text(name) is { } text && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;
}

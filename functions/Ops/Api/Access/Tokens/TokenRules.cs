using System.Security.Cryptography;
using System.Text.Json;
using ServerlessIot.Domain.Tokens;

namespace ServerlessIot.Ops.Api.Access.Tokens;

/// <summary>
/// What makes a token good: signed with RS256 by a key of the authority, of this issuer, for this audience, valid now, and an
/// access token. RS256 alone, since Entra ID signs with nothing else and every further way to sign is a way to get it wrong
/// (RFC 8725). The check is this short because it allows so little; the platform's is the more general one.
/// </summary>
public sealed class TokenRules(string audience, string issuer, SigningKeys keys, TimeProvider time)
{
    /// <summary>How far clocks may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private const string Algorithm = "RS256";
    private const int LongestKeyId = 256;

    /// <summary>Why a token is not good; null when it is.</summary>
    /// <exception cref="IdentityUnavailableException">The authority's keys cannot be had.</exception>
    public async Task<string?> FaultAsync(SignedToken token, CancellationToken cancellationToken)
    {
        var header = token.Header;
        if (header.Text("alg") != Algorithm) return $"The token is not signed with {Algorithm}.";
        // An extension that must be understood, and none is.
        if (header.TryGetProperty("crit", out _)) return "The token's header asks for what is not supported.";
        if (header.Text("typ") is { } type && !IsToken(type)) return "The token is of another type.";
        if (header.Text("kid") is not { Length: > 0 and <= LongestKeyId } id) return "The token does not name its key.";
        // Whatever it says counts only from here on.
        if (await keys.FindAsync(id, cancellationToken) is not { } key || !IsSignedWith(key, token)) return "The token's signature is not one of the authority.";
        return ClaimsFault(token.Claims);
    }

    private static bool IsToken(string type) => type.Equals("JWT", StringComparison.OrdinalIgnoreCase) || type.Equals("at+jwt", StringComparison.OrdinalIgnoreCase);

    private static bool IsSignedWith(RSAParameters key, SignedToken token)
    {
        using var rsa = RSA.Create(key);
        return rsa.VerifyData(token.Signed.Span, token.Signature.Span, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private string? ClaimsFault(JsonElement claims)
    {
        if (claims.Text("iss") != issuer) return "The token is of another issuer. The app registration must ask for version 2 (requestedAccessTokenVersion).";
        if (claims.Text("aud") != audience) return "The token was made for something else.";
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (Seconds(claims, "exp") is not { } end || now >= end + Skew.TotalSeconds) return "The token has expired.";
        if (claims.TryGetProperty("nbf", out _) && !(Seconds(claims, "nbf") - Skew.TotalSeconds <= now)) return "The token is not valid yet.";
        // Who signs in to the API itself gets an ID token for the same audience: it says who somebody is, not that a client may act for them.
        return claims.Text("azp") is null ? "This is no access token." : null;
    }

    private static double? Seconds(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) ? seconds : null;
}

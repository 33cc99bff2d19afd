using System.Text;
using System.Text.Json;
using ServerlessIot.Bridge.Access.Files;
using ServerlessIot.Domain.Tokens;

namespace ServerlessIot.Bridge.Access.Tokens;

/// <summary>
/// Device tokens: JSON Web Tokens (RFC 7519) by ES256 or RS256, of one issuer, for one audience, valid now, with the claims <c>tenant</c> and
/// <c>device</c>. They come as the password.
/// </summary>
internal sealed class DeviceTokens(WatchedFile<TokenKeys> keys, string issuer, string audience, TimeProvider time)
{
    /// <summary>How far clocks may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private const int LongestToken = 8_192;

    /// <summary>Whether a password has a token's shape: three parts with dots between. Passwords of users and keys may not look like this.</summary>
    public static bool LooksLikeOne(ReadOnlySpan<byte> password) => password.Count((byte)'.') == 2 && password.StartsWith("ey"u8);

    /// <summary>Who the token is for, and until when; null when it is not good.</summary>
    public (DeviceIdentity Device, DateTimeOffset Until)? Check(ReadOnlySpan<byte> password)
    {
        if (password.Length > LongestToken || !SignedToken.TryRead(Encoding.Latin1.GetString(password), out var token))
            return null;
        // An extension that must be understood, and none is: RFC 7515, 4.1.11.
        if (token.Header.TryGetProperty("crit", out _) || token.Header.Text("typ") is { } type && !type.Equals("JWT", StringComparison.OrdinalIgnoreCase))
            return null;
        if (keys.Value.Find(token.Header.Text("kid"), token.Header.Text("alg")) is not { } key || !key.Signed(token.Signed.Span, token.Signature.Span))
            return null;
        // Whatever it says counts only from here on.
        var claims = token.Claims;
        if (claims.Text("iss") != issuer || !IsFor(claims))
            return null;
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (Seconds(claims, "exp") is not { } end || now >= end + Skew.TotalSeconds || end > DateTimeOffset.MaxValue.ToUnixTimeSeconds() - 60)
            return null;
        if (claims.TryGetProperty("nbf", out _) && !(Seconds(claims, "nbf") - Skew.TotalSeconds <= now))
            return null;
        return DeviceNames.Of(claims.Text("tenant"), claims.Text("device")) is { } device ? (device, DateTimeOffset.FromUnixTimeSeconds((long)end) + Skew) : null;
    }

    private bool IsFor(JsonElement claims)
    {
        if (!claims.TryGetProperty("aud", out var value))
            return false;
        return value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && one.GetString() == audience)
            : claims.Text("aud") == audience;
    }

    private static double? Seconds(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) ? seconds : null;
}

using System.Text;
using System.Text.Json;
using ServerlessIot.Bridge.Access.Certificates;
using ServerlessIot.Bridge.Access.Files;
using ServerlessIot.Bridge.Access.Marks;
using ServerlessIot.Domain.Tokens;

namespace ServerlessIot.Bridge.Access.Tokens;

/// <summary>
/// Device tokens: JSON Web Tokens (RFC 7519) by ES256 or RS256, of one issuer, for one audience, valid now, with the claims <c>tenant</c> and
/// <c>device</c>. They come as the password. Session tokens are signed by the bridge's own keys, others by those of the key set.
/// </summary>
internal sealed class DeviceTokens(WatchedFile<TokenKeys>? keys, WatchedFile<SessionKeys>? sessions, CountingMarks marks, string issuer, string audience, TimeProvider time)
{
    /// <summary>How far clocks may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <summary>Claims of session tokens: the certificate that a token was got with.</summary>
    public const string CertificateIssuer = "cert_issuer";

    /// <inheritdoc cref="CertificateIssuer"/>
    public const string CertificateSerial = "cert_serial";

    /// <summary>Claim of session tokens: keys and authorities that a token was got by, each as <see cref="SessionKey.Blind"/> writes it.</summary>
    public const string Behind = "behind";

    private const int LongestToken = 8_192;

    /// <summary>Whether a password has a token's shape: three parts with dots between. Passwords of users and keys may not look like this.</summary>
    public static bool LooksLikeOne(ReadOnlySpan<byte> password) => password.Count((byte)'.') == 2 && password.StartsWith("ey"u8);

    /// <summary>What the token says; null when it is not good.</summary>
    /// <param name="password">The token.</param>
    /// <param name="lapsed">Whom the bridge gave it to, when it has only expired, or what it was got by counts no longer; otherwise null.</param>
    public DeviceToken? Check(ReadOnlySpan<byte> password, out DeviceIdentity? lapsed)
    {
        lapsed = null;
        if (password.Length > LongestToken || !SignedToken.TryRead(Encoding.Latin1.GetString(password), out var token))
            return null;
        // An extension that must be understood, and none is: RFC 7515, 4.1.11.
        if (token.Header.TryGetProperty("crit", out _) || token.Header.Text("typ") is { } type && !type.Equals("JWT", StringComparison.OrdinalIgnoreCase))
            return null;
        var (id, algorithm) = (token.Header.Text("kid"), token.Header.Text("alg"));
        var own = sessions?.Value.Find(id, algorithm);
        if ((own?.Public ?? keys?.Value.Find(id, algorithm)) is not { } key || !key.Signed(token.Signed.Span, token.Signature.Span))
            return null;
        // Whatever it says counts only from here on.
        var claims = token.Claims;
        if (claims.Text("iss") != issuer || !IsFor(claims))
            return null;
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (Seconds(claims, "exp") is not { } end || end > DateTimeOffset.MaxValue.ToUnixTimeSeconds() - 60)
            return null;
        if (claims.TryGetProperty("nbf", out _) && !(Seconds(claims, "nbf") - Skew.TotalSeconds <= now))
            return null;
        CertificateId? certificate = null;
        if (own is not null && claims.TryGetProperty(CertificateIssuer, out _) && (certificate = CertificateId.Read(claims.Text(CertificateIssuer), claims.Text(CertificateSerial))) is null)
            return null;
        if (DeviceNames.Of(claims.Text("tenant"), claims.Text("device")) is not { } device)
            return null;
        if ((own is null ? key.Behind : BehindOf(claims, own)) is { } behind && now < end + Skew.TotalSeconds)
            return new DeviceToken(device, DateTimeOffset.FromUnixTimeSeconds((long)end), certificate, behind);
        // Nobody guesses the bridge's own signature.
        lapsed = own is null ? null : device;
        return null;
    }

    /// <summary>Marks of a session token's own key and of all that it was got by; null when one of them counts no longer, or it does not say.</summary>
    private CredentialMark[]? BehindOf(JsonElement claims, SessionKey own)
    {
        if (!claims.TryGetProperty(Behind, out var given) || given.ValueKind != JsonValueKind.Array || given.GetArrayLength() is 0)
            return null;
        var behind = new List<CredentialMark>(given.GetArrayLength() + 1);
        behind.AddRange(own.Public.Behind);
        foreach (var one in given.EnumerateArray())
        {
            if (Find(one, own) is not { } mark)
                return null;
            if (!behind.Contains(mark))
                behind.Add(mark);
        }
        return [.. behind];
    }

    private CredentialMark? Find(JsonElement blinded, SessionKey own)
    {
        Span<byte> text = stackalloc byte[SessionKey.BlindLength];
        foreach (var mark in marks.All)
        {
            own.Blind(mark, text);
            if (blinded.ValueKind == JsonValueKind.String && blinded.ValueEquals(text))
                return mark;
        }
        return null;
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

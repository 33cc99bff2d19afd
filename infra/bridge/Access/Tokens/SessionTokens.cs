using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using ServerlessIot.Bridge.Access.Files;

namespace ServerlessIot.Bridge.Access.Tokens;

/// <summary>Gives tokens to devices that are in, for a while: they show it instead of their certificate or key.</summary>
/// <param name="keys">Sign.</param>
/// <param name="issuer">Claim <c>iss</c>.</param>
/// <param name="audience">Claim <c>aud</c>.</param>
/// <param name="time">Says when it is.</param>
internal sealed class SessionTokens(WatchedFile<SessionKeys> keys, string issuer, string audience, TimeProvider time)
{
    /// <summary>Longest life of a token.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>A token for a device; it ends no later than what the device came in with.</summary>
    /// <param name="pass">What it came in with: of one device.</param>
    /// <param name="life">At most <see cref="Longest"/>.</param>
    /// <returns>The token, and for how many seconds it counts: 0 or less when nothing is left.</returns>
    public (string Token, long Seconds) Issue(AccessPass pass, TimeSpan life)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var ends = Math.Min(now + (long)life.TotalSeconds, pass.CredentialEnds?.ToUnixTimeSeconds() ?? long.MaxValue);
        var key = keys.Value.First;
        var claims = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(claims))
            Write(writer, pass, key, now, ends);
        return (key.Sign(claims.WrittenSpan), ends - now);
    }

    private void Write(Utf8JsonWriter writer, AccessPass pass, SessionKey key, long now, long ends)
    {
        writer.WriteStartObject();
        writer.WriteString("iss", issuer);
        writer.WriteString("aud", audience);
        writer.WriteNumber("iat", now);
        writer.WriteNumber("exp", ends);
        writer.WriteString("jti", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        writer.WriteString("tenant", pass.Identity.Tenant);
        writer.WriteString("device", pass.Identity.Device);
        if (pass.Certificate is { } certificate)
        {
            writer.WriteString(DeviceTokens.CertificateIssuer, certificate.Issuer);
            writer.WriteString(DeviceTokens.CertificateSerial, certificate.Serial);
        }
        writer.WriteStartArray(DeviceTokens.Behind);
        Span<byte> text = stackalloc byte[SessionKey.BlindLength];
        foreach (var mark in pass.Behind)
        {
            key.Blind(mark, text);
            writer.WriteStringValue(text);
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace ServerlessIot.Domain.Tokens;

/// <summary>A JSON Web Token in compact form (RFC 7515, 7519): header, claims and signature, each base64url, with dots between. Read, not checked.</summary>
public sealed class SignedToken
{
    private static readonly SearchValues<char> Base64UrlCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private SignedToken(JsonElement header, JsonElement claims, byte[] signed, byte[] signature) => (Header, Claims, Signed, Signature) = (header, claims, signed, signature);

    /// <summary>How it was signed: an object.</summary>
    public JsonElement Header { get; }

    /// <summary>What it says: an object, without a member twice.</summary>
    public JsonElement Claims { get; }

    /// <summary>What the signature is over.</summary>
    public ReadOnlyMemory<byte> Signed { get; }

    /// <summary>The signature; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Signature { get; }

    /// <summary>Reads a token; false when the text is none.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, [NotNullWhen(true)] out SignedToken? token)
    {
        token = null;
        var (first, last) = (text.IndexOf('.'), text.LastIndexOf('.'));
        if (first <= 0 || last == first || text[(first + 1)..last].Contains('.')) return false;
        if (!TryObject(text[..first], out var header) || !TryObject(text[(first + 1)..last], out var claims) || !TryBytes(text[(last + 1)..], out var signature)) return false;
        token = new SignedToken(header, claims, Encoding.ASCII.GetBytes(text[..last].ToArray()), signature);
        return true;
    }

    private static bool TryObject(ReadOnlySpan<char> text, out JsonElement value)
    {
        value = default;
        if (!TryBytes(text, out var bytes)) return false;
        try
        {
            value = StrictJson.Parse(bytes);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // The decoder would pass over white space and padding, which a token does not have.
    private static bool TryBytes(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        if (text.ContainsAnyExcept(Base64UrlCharacters) || !Base64Url.IsValid(text)) return false;
        bytes = Base64Url.DecodeFromChars(text);
        // The last character may have bits that decoding passes over: two texts would be one token.
        return text.SequenceEqual(Base64Url.EncodeToString(bytes));
    }
}

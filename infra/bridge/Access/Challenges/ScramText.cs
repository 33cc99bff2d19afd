using System.Text;
using System.Text.Unicode;

namespace ServerlessIot.Bridge.Access.Challenges;

/// <summary>The syntax that SCRAM's messages share: RFC 5802, 7.</summary>
internal static class ScramText
{
    /// <summary>Longest message of a device in bytes.</summary>
    private const int Longest = 1_024;

    private const int ShortestNonce = 8;
    private const int LongestNonce = 128;

    /// <summary>A message as text; null when it is none.</summary>
    public static string? Read(ReadOnlySpan<byte> message) =>
        message.Length is > 0 and <= Longest && !message.Contains((byte)0) && Utf8.IsValid(message) ? Encoding.UTF8.GetString(message) : null;

    /// <summary>Takes the attribute that the text must begin with, and the comma behind it; null when it begins with another.</summary>
    public static string? Take(ref ReadOnlySpan<char> text, string name)
    {
        if (!text.StartsWith(name, StringComparison.Ordinal) || text.Length <= name.Length || text[name.Length] != '=')
            return null;
        var end = text.IndexOf(',');
        var value = text[(name.Length + 1)..(end < 0 ? text.Length : end)];
        text = end < 0 ? [] : text[(end + 1)..];
        return value.ToString();
    }

    /// <summary>A name without its escapes; null when it has others than <c>=2C</c> and <c>=3D</c>, or is empty.</summary>
    public static string? Name(string escaped)
    {
        var rest = escaped.Replace("=2C", "", StringComparison.Ordinal).Replace("=3D", "", StringComparison.Ordinal);
        return escaped.Length == 0 || rest.Contains('=', StringComparison.Ordinal) ? null : escaped.Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
    }

    /// <summary>Whether it may be a device's part of the nonce: printable ASCII without comma.</summary>
    public static bool IsNonce(string text)
    {
        foreach (var c in text)
            if (c is < '!' or > '~' or ',')
                return false;
        return text.Length is >= ShortestNonce and <= LongestNonce;
    }

    /// <summary>Bytes of base64 with padding, in its only spelling; null when it is none.</summary>
    public static byte[]? Bytes(string text)
    {
        var bytes = new byte[text.Length];
        // White space, and bits that decoding passes over, would make one value out of several texts.
        return Convert.TryFromBase64String(text, bytes, out var length) && Convert.ToBase64String(bytes, 0, length) == text ? bytes[..length] : null;
    }
}

using System.Buffers;
using System.Globalization;
using System.Text;

namespace ServerlessIot.Domain.Archive.Columns.Coding;

/// <summary>
/// A text with its numbers taken out: <c>VIN00042</c> is VIN and a number of five digits. In a pattern, characters from U+0006 on stand for themselves, and
/// U+0000 for a decimal number without leading zeros; U+0001 and a character n for one of n digits, padded with zeros; U+0002 for a UUID in lower case;
/// U+0003 and a character n for n hexadecimal digits in lower case; a pattern that begins with U+0004 is a text as it is.
/// </summary>
internal static class TextPattern
{
    internal const char Number = '\0';
    internal const char Padded = '\u0001';
    internal const char Uuid = '\u0002';
    internal const char Hex = '\u0003';
    internal const char Raw = '\u0004';

    /// <summary>Decimal digits of the longest number: any of them fits 64 bits.</summary>
    internal const int LongestNumber = 18;
    internal const int UuidLength = 36;

    /// <summary>A shorter run of hexadecimal digits may as well be a word.</summary>
    private const int ShortestHex = 16;
    private const int LongestHex = 128;

    /// <summary>Numbers and UUIDs of one pattern; further ones stay text.</summary>
    private const int Slots = 12;
    private static readonly SearchValues<char> Marks = SearchValues.Create("\0\u0001\u0002\u0003\u0004\u0005");
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    /// <summary>Whether the pattern stands for one text only, and which.</summary>
    internal static bool IsLiteral(string pattern, out string text)
    {
        text = pattern;
        if (pattern.Length > 0 && pattern[0] == Raw) text = pattern[1..];
        else if (pattern.AsSpan().ContainsAny(Marks)) return false;
        return true;
    }

    /// <summary>The pattern that stands for this text only.</summary>
    internal static string Literal(string text) => text.AsSpan().ContainsAny(Marks) ? Raw + text : text;

    /// <summary>The text's pattern.</summary>
    internal static string Of(string text)
    {
        if (!text.AsSpan().ContainsAny(Digits)) return Literal(text);
        if (text.AsSpan().ContainsAny(Marks)) return Raw + text;
        var pattern = new StringBuilder();
        var slots = 0;
        for (var at = 0; at < text.Length;)
        {
            var rest = text.AsSpan(at);
            var length = 0;
            if (slots < Slots) length = Take(rest, pattern, afterHex: at > 0 && HexDigits.Contains(text[at - 1]));
            if (length > 0) slots++;
            else pattern.Append(rest[0]);
            at += Math.Max(1, length);
        }

        return pattern.ToString();
    }

    /// <summary>Checks a pattern that was read.</summary>
    /// <exception cref="ChunkCorruptException">It is none.</exception>
    internal static void Check(string pattern)
    {
        if (pattern.Length > 0 && pattern[0] == Raw) return;
        var slots = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] > Raw + 1) continue;
            slots++;
            var right = pattern[i] switch
            {
                Number or Uuid => true,
                Padded => ++i < pattern.Length && pattern[i] is > '\u0001' and <= (char)LongestNumber,
                Hex => ++i < pattern.Length && pattern[i] <= LongestHex,
                _ => false,
            };
            if (!right || slots > Slots) throw new ChunkCorruptException("A text of the chunk has a pattern that is none.");
        }
    }

    /// <summary>Appends what stands for the number at the start of the text; returns its length, 0 when there is none.</summary>
    private static int Take(ReadOnlySpan<char> text, StringBuilder pattern, bool afterHex)
    {
        if (!afterHex && HexDigits.Contains(text[0]))
        {
            if (text.Length >= UuidLength && IsUuid(text[..UuidLength]))
            {
                pattern.Append(Uuid);
                return UuidLength;
            }

            var run = text.IndexOfAnyExcept(HexDigits) is var end and >= 0 ? end : text.Length;
            if (run is >= ShortestHex and <= LongestHex && (run > LongestNumber || text[..run].IndexOfAnyExcept(Digits) >= 0))
            {
                pattern.Append(Hex).Append((char)run);
                return run;
            }
        }

        var digits = text.IndexOfAnyExcept(Digits) is var stop and >= 0 ? stop : text.Length;
        if (digits is 0 or > LongestNumber) return 0;
        if (text[0] == '0' && digits > 1) pattern.Append(Padded).Append((char)digits);
        else pattern.Append(Number);
        return digits;
    }

    private static bool IsUuid(ReadOnlySpan<char> text)
        => Guid.TryParseExact(text, "D", out var id) && text.SequenceEqual(id.ToString("D", CultureInfo.InvariantCulture));
}

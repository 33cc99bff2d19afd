using System.Globalization;

namespace ServerlessIot.Domain.Archive.Columns.Coding;

/// <summary>Codes the numbers of a text that has a pattern.</summary>
internal ref struct PatternWriter(TextStream stream, BinaryCoder coder, string text)
{
    private int _at;
    private int _slot;

    internal void Walk(string pattern)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case TextPattern.Number: Decimal(Run()); break;
                case TextPattern.Padded: Decimal(pattern[++i]); break;
                case TextPattern.Uuid: Uuid(); break;
                case TextPattern.Hex: Hex(pattern[++i]); break;
                default: _at++; break;
            }
        }
    }

    private readonly int Run()
    {
        var end = _at;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        return end - _at;
    }

    private void Decimal(int length)
    {
        stream.Number(coder, _slot++, long.Parse(text.AsSpan(_at, length), NumberStyles.None, CultureInfo.InvariantCulture));
        _at += length;
    }

    private void Uuid()
    {
        var digits = text.Substring(_at, TextPattern.UuidLength).Replace("-", "", StringComparison.Ordinal);
        stream.Uuid(coder, _slot++, UInt128.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        _at += TextPattern.UuidLength;
    }

    private void Hex(int length)
    {
        for (var end = _at + length; _at < end; _at++) coder.Plain((ulong)(text[_at] <= '9' ? text[_at] - '0' : text[_at] - 'a' + 10), 4);
    }
}

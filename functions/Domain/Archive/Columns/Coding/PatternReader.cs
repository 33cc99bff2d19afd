using System.Globalization;
using System.Text;

namespace ServerlessIot.Domain.Archive.Columns.Coding;

/// <summary>Reads the numbers of a pattern and puts them into their places.</summary>
internal ref struct PatternReader(TextStream stream, BinaryCoder coder)
{
    private readonly StringBuilder _text = new();
    private int _slot;

    internal readonly string Text => _text.ToString();

    internal void Walk(string pattern)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case TextPattern.Number: Decimal(1, TextPattern.LongestNumber); break;
                case TextPattern.Padded: Decimal(pattern[++i], pattern[i]); break;
                case TextPattern.Uuid: Uuid(); break;
                case TextPattern.Hex: Hex(pattern[++i]); break;
                default: _text.Append(pattern[i]); break;
            }
        }
    }

    private void Decimal(int least, int most)
    {
        var value = stream.Number(coder, _slot++, 0);
        var digits = value.ToString(CultureInfo.InvariantCulture).PadLeft(least, '0');
        if (value < 0 || digits.Length > most) throw new ChunkCorruptException("A number in a text of the chunk is out of range.");
        _text.Append(digits);
    }

    private void Uuid()
    {
        var digits = stream.Uuid(coder, _slot++, 0).ToString("x32", CultureInfo.InvariantCulture);
        _text.Append(digits, 0, 8).Append('-').Append(digits, 8, 4).Append('-').Append(digits, 12, 4).Append('-').Append(digits, 16, 4).Append('-').Append(digits, 20, 12);
    }

    private readonly void Hex(int length)
    {
        while (length-- > 0) _text.Append("0123456789abcdef"[(int)coder.Plain(0, 4)]);
    }
}

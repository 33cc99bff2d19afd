using System.Globalization;
using System.Text;

namespace ServerlessIot.Ops.Api.Registry.Rows;

/// <summary>Comma-separated values, RFC 4180: fields in quotes may hold commas, line ends and doubled quotes. Lines end with CR LF or LF.</summary>
/// <param name="text">All of it.</param>
internal sealed class CsvText(string text)
{
    private readonly StringBuilder field = new();
    private int at;
    private int line = 1;

    /// <summary>Reads the fields of the next record that is no empty line; null at the end.</summary>
    /// <param name="most">Fields at most.</param>
    /// <exception cref="NoRowsException">It breaks the rules, so that nobody can tell where the next record begins.</exception>
    public IReadOnlyList<string>? Read(int most)
    {
        while (at < text.Length && LineEnd() is > 0 and var length) Pass(length);
        if (at == text.Length) return null;
        var fields = new List<string>();
        while (true)
        {
            if (fields.Count == most) throw Broken($"has more than {most} fields");
            fields.Add(at < text.Length && text[at] == '"' ? Quoted() : Plain());
            if (at < text.Length && text[at] == ',')
            {
                at++;
                continue;
            }

            Pass(LineEnd());
            return fields;
        }
    }

    private string Plain()
    {
        var start = at;
        for (; at < text.Length && text[at] != ',' && LineEnd() == 0; at++)
            if (text[at] == '"') throw Broken("has a quote within a field that begins without one");
        return text[start..at];
    }

    private string Quoted()
    {
        var begin = line;
        field.Clear();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '\n') line++;
            if (text[at] != '"') field.Append(text[at]);
            else if (at + 1 < text.Length && text[at + 1] == '"') field.Append(text[++at]);
            else
            {
                at++;
                return at == text.Length || text[at] == ',' || LineEnd() > 0 ? field.ToString() : throw Broken("has something behind a quote that ends a field");
            }
        }

        line = begin;
        throw Broken("has a quote that does not end");
    }

    // Characters of the line end at the current place; 0 = there is none.
    private int LineEnd() => at == text.Length ? 0 : text[at] == '\n' ? 1 : text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 2 : 0;

    private void Pass(int length)
    {
        at += length;
        if (length > 0) line++;
    }

    private NoRowsException Broken(string what) => new(string.Create(CultureInfo.InvariantCulture, $"Line {line} {what}."));
}

using System.Globalization;
using System.Text;

namespace ServerlessIot.Steps.Validate;

/// <summary>Which events of one payload were refused, as a header holds it: indexes and stretches of them from 0, a slash, and how many events there were, <c>1,4-6/12</c>.</summary>
internal static class RefusedEvents
{
    /// <summary>The text.</summary>
    /// <param name="indexes">Indexes that were refused, ascending.</param>
    /// <param name="count">Events of the payload.</param>
    public static string Text(List<int> indexes, int count)
    {
        var text = new StringBuilder();
        for (int from = 0, to; from < indexes.Count; from = to)
        {
            for (to = from + 1; to < indexes.Count && indexes[to] == indexes[to - 1] + 1;) to++;
            if (from > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{indexes[from]}");
            if (to > from + 1) text.Append(CultureInfo.InvariantCulture, $"-{indexes[to - 1]}");
        }

        return text.Append(CultureInfo.InvariantCulture, $"/{count}").ToString();
    }

    /// <summary>For each event whether it was refused; null when the text does not say it of so many events.</summary>
    public static bool[]? Read(string? text, int count)
    {
        var slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash < 0 || !TryNumber(text.AsSpan(slash + 1), out var events) || events != count) return null;
        var refused = new bool[count];
        var indexes = text.AsSpan(0, slash);
        foreach (var range in indexes.Split(','))
        {
            var part = indexes[range];
            var dash = part.IndexOf('-');
            if (!TryNumber(dash < 0 ? part : part[..dash], out var first)) return null;
            var last = first;
            if (dash >= 0 && !TryNumber(part[(dash + 1)..], out last)) return null;
            if (first > last || last >= count) return null;
            refused.AsSpan(first..(last + 1)).Fill(true);
        }

        return refused;
    }

    private static bool TryNumber(ReadOnlySpan<char> digits, out int number) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

using System.Globalization;

namespace ServerlessIot.Host.Timers;

/// <summary>One field of an NCRONTAB expression: its range and names, and its parsing into a bit for each value.</summary>
internal sealed record CronField(string Name, int Min, int Max, IReadOnlyList<string> Names)
{
    private static readonly string[] NoNames = [];
    private static readonly string[] Months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    private static readonly string[] Days =
        ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    public static CronField Second { get; } = new("second", 0, 59, NoNames);
    public static CronField Minute { get; } = new("minute", 0, 59, NoNames);
    public static CronField Hour { get; } = new("hour", 0, 23, NoNames);
    public static CronField Day { get; } = new("day", 1, 31, NoNames);
    public static CronField Month { get; } = new("month", 1, 12, Months);
    public static CronField DayOfWeek { get; } = new("day of week", 0, 6, Days);

    /// <summary>The values of a field such as <c>*/5</c>, <c>1-10/2</c> or <c>mon,fri</c>, bit n for value n.</summary>
    /// <exception cref="FormatException">The text is no such field.</exception>
    public ulong Parse(string text)
    {
        ulong bits = 0;
        foreach (string part in text.Split(','))
            bits |= ParsePart(part);
        return bits;
    }

    private ulong ParsePart(string part)
    {
        int slash = part.IndexOf('/', StringComparison.Ordinal);
        int step = 1;
        string range = part;
        if (slash >= 0)
        {
            range = part[..slash];
            if (!int.TryParse(part[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out step) || step == 0)
                throw Bad(part);
        }

        int first, last;
        int dash = range.IndexOf('-', StringComparison.Ordinal);
        if (range == "*")
        {
            (first, last) = (Min, Max);
        }
        else if (dash > 0)
        {
            (first, last) = (Value(range[..dash], part), Value(range[(dash + 1)..], part));
            // NCrontab reads a range backwards rather than refusing it.
            if (first > last) (first, last) = (last, first);
        }
        else
        {
            first = Value(range, part);
            // "5/15": every 15 from 5 on.
            last = slash >= 0 ? Max : first;
        }

        ulong bits = 0;
        for (int value = first; value <= last; value += step)
            bits |= 1UL << value;
        return bits;
    }

    private int Value(string text, string part)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            return number >= Min && number <= Max ? number : throw Bad(part);
        if (text.Length >= 3)
        {
            for (int i = 0; i < Names.Count; i++)
            {
                if (Names[i].StartsWith(text, StringComparison.OrdinalIgnoreCase)) return i + Min;
            }
        }
        throw Bad(part);
    }

    private FormatException Bad(string part) =>
        new($"'{part}' is no {Name}: numbers from {Min} to {Max}{(Names.Count > 0 ? " or names" : "")}, '*', lists a,b, ranges a-b and steps */n are.");
}

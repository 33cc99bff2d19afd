using System.Globalization;

namespace ServerlessIot.Bridge.Access.Risk;

/// <summary>Hours of the day at one distance from UTC; they may go over midnight.</summary>
internal sealed class NightHours
{
    private readonly TimeOnly _from;
    private readonly TimeOnly _to;
    private readonly TimeSpan _offset;

    private NightHours(TimeOnly from, TimeOnly to, TimeSpan offset) => (_from, _to, _offset) = (from, to, offset);

    /// <summary>Reads <c>22:00-06:00+01:00</c>: from, to, and the distance from UTC, at most 14 hours; null when it is something else.</summary>
    public static NightHours? Read(string text)
    {
        if (text.Length != 17 || text[5] != '-' || text[11] is not ('+' or '-'))
            return null;
        if (!Clock(text[..5], out var from) || !Clock(text[6..11], out var to) || !Clock(text[12..], out var distance) || from == to || distance.ToTimeSpan() > TimeSpan.FromHours(14))
            return null;
        return new NightHours(from, to, text[11] == '-' ? -distance.ToTimeSpan() : distance.ToTimeSpan());
    }

    /// <summary>Whether it is night.</summary>
    public bool Holds(DateTimeOffset now) => TimeOnly.FromTimeSpan(now.ToOffset(_offset).TimeOfDay).IsBetween(_from, _to);

    private static bool Clock(string text, out TimeOnly time) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
}

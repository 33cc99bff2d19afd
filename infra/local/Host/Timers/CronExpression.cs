namespace ServerlessIot.Host.Timers;

/// <summary>
/// A schedule in NCRONTAB: <c>{second} {minute} {hour} {day} {month} {day of week}</c>; with five fields the second is 0.
/// Day and day of week must both match, as in the NCrontab library that Azure uses. Times are UTC.
/// </summary>
internal sealed class CronExpression
{
    // The rarest dates (29 February on a given weekday) are up to 40 years apart.
    private const int YearsAhead = 41;

    private readonly ulong _seconds, _minutes, _hours, _days, _months, _daysOfWeek;

    private CronExpression(string[] fields)
    {
        _seconds = CronField.Second.Parse(fields[0]);
        _minutes = CronField.Minute.Parse(fields[1]);
        _hours = CronField.Hour.Parse(fields[2]);
        _days = CronField.Day.Parse(fields[3]);
        _months = CronField.Month.Parse(fields[4]);
        _daysOfWeek = CronField.DayOfWeek.Parse(fields[5]);
    }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="FormatException">It has not six (or five) fields, or one of them is wrong; the message says which.</exception>
    public static CronExpression Parse(string text)
    {
        string[] fields = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return fields.Length switch
        {
            6 => new CronExpression(fields),
            5 => new CronExpression(["0", .. fields]),
            _ => throw new FormatException($"'{text}' has {fields.Length} fields; a schedule has six: second minute hour day month day-of-week."),
        };
    }

    /// <summary>The first time after <paramref name="after"/> (UTC); null if there is none in the next 41 years.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        DateTimeOffset utc = after.ToUniversalTime();
        var time = new DateTimeOffset(utc.Year, utc.Month, utc.Day, utc.Hour, utc.Minute, utc.Second, TimeSpan.Zero).AddSeconds(1);
        int lastYear = Math.Min(time.Year + YearsAhead, DateTimeOffset.MaxValue.Year - 1);
        while (time.Year <= lastYear)
        {
            if (!Has(_months, time.Month))
                time = new DateTimeOffset(time.Year, time.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);
            else if (!Has(_days, time.Day) || !Has(_daysOfWeek, (int)time.DayOfWeek))
                time = StartOfDay(time).AddDays(1);
            else if (!Has(_hours, time.Hour))
                time = StartOfDay(time).AddHours(time.Hour + 1);
            else if (!Has(_minutes, time.Minute))
                time = time.AddSeconds(60 - time.Second);
            else if (!Has(_seconds, time.Second))
                time = time.AddSeconds(1);
            else
                return time;
        }
        return null;
    }

    private static DateTimeOffset StartOfDay(DateTimeOffset time) => new(time.Year, time.Month, time.Day, 0, 0, 0, TimeSpan.Zero);

    private static bool Has(ulong bits, int value) => (bits >> value & 1) != 0;
}

using System.Globalization;
using ServerlessIot.Host.Timers;

namespace ServerlessIot.Host.Tests.Timers;

public sealed class CronExpressionTests
{
    [Theory]
    // 2026-11-20 is a Friday.
    [InlineData("* * * * * *", "2026-11-20 10:00:00", "2026-11-20 10:00:01")]
    [InlineData("0 * * * * *", "2026-11-20 10:00:00", "2026-11-20 10:01:00")]
    [InlineData("0 * * * * *", "2026-11-20 10:00:59", "2026-11-20 10:01:00")]
    [InlineData("*/15 * * * * *", "2026-11-20 10:00:44", "2026-11-20 10:00:45")]
    [InlineData("*/15 * * * * *", "2026-11-20 10:00:45", "2026-11-20 10:01:00")]
    [InlineData("0 */5 * * * *", "2026-11-20 10:02:31", "2026-11-20 10:05:00")]
    [InlineData("0 */5 * * * *", "2026-11-20 10:55:00", "2026-11-20 11:00:00")]
    [InlineData("0 5/20 * * * *", "2026-11-20 10:06:00", "2026-11-20 10:25:00")]
    [InlineData("0 10-20/5 * * * *", "2026-11-20 10:16:00", "2026-11-20 10:20:00")]
    [InlineData("0 10-20/5 * * * *", "2026-11-20 10:20:00", "2026-11-20 11:10:00")]
    [InlineData("5,8,10 * * * * *", "2026-11-20 10:00:05", "2026-11-20 10:00:08")]
    [InlineData("0 0 * * * *", "2026-11-20 23:30:00", "2026-11-21 00:00:00")]
    [InlineData("0 0 9-17 * * *", "2026-11-20 17:00:00", "2026-11-21 09:00:00")]
    [InlineData("0 30 9 * * MON-FRI", "2026-11-20 09:30:00", "2026-11-23 09:30:00")]
    [InlineData("0 30 9 * Jan Mon", "2026-11-20 09:30:00", "2027-01-04 09:30:00")]
    [InlineData("0 0 0 * * sunday", "2026-11-20 00:00:00", "2026-11-22 00:00:00")]
    [InlineData("0 0 0 * * 0,3", "2026-11-22 00:00:00", "2026-11-25 00:00:00")]
    [InlineData("0 0 0 1 * *", "2026-12-01 00:00:00", "2027-01-01 00:00:00")]
    [InlineData("0 0 0 31 * *", "2026-11-20 00:00:00", "2026-12-31 00:00:00")]
    [InlineData("0 0 0 29 2 *", "2026-11-20 00:00:00", "2028-02-29 00:00:00")]
    [InlineData("0 0 0 29 2 *", "2096-02-29 00:00:00", "2104-02-29 00:00:00")]
    [InlineData("0 0 0 29 feb mon", "2026-11-20 00:00:00", "2044-02-29 00:00:00")]
    // Day and day of week must both match, unlike cron.
    [InlineData("0 0 0 13 * fri", "2026-11-20 00:00:00", "2027-08-13 00:00:00")]
    [InlineData("59 59 23 31 12 *", "2026-12-31 23:59:58", "2026-12-31 23:59:59")]
    [InlineData("59 59 23 31 12 *", "2026-12-31 23:59:59", "2027-12-31 23:59:59")]
    // Five fields: second 0.
    [InlineData("*/10 * * * *", "2026-11-20 10:00:01", "2026-11-20 10:10:00")]
    [InlineData("  0\t0  0 * *   * ", "2026-11-20 10:00:01", "2026-11-21 00:00:00")]
    public void The_next_time_is_the_first_one_after(string expression, string after, string next) =>
        Assert.Equal(Utc(next), CronExpression.Parse(expression).Next(Utc(after)));

    [Fact]
    public void A_fraction_of_a_second_before_a_time_still_reaches_it() =>
        Assert.Equal(Utc("2026-11-20 10:00:01"), CronExpression.Parse("* * * * * *").Next(Utc("2026-11-20 10:00:00").AddMilliseconds(999)));

    [Fact]
    public void Times_of_other_zones_are_taken_as_utc() =>
        Assert.Equal(
            Utc("2026-11-20 12:00:00"),
            CronExpression.Parse("0 0 12 * * *").Next(new DateTimeOffset(2026, 11, 20, 13, 30, 0, TimeSpan.FromHours(2))));

    [Theory]
    [InlineData("0 0 0 30 2 *")]
    [InlineData("0 0 0 31 4 *")]
    public void A_day_that_no_month_has_never_comes(string expression) =>
        Assert.Null(CronExpression.Parse(expression).Next(Utc("2026-11-20 00:00:00")));

    [Theory]
    [InlineData("", "fields")]
    [InlineData("* * * *", "4 fields")]
    [InlineData("* * * * * * *", "7 fields")]
    [InlineData("60 * * * * *", "second")]
    [InlineData("* 60 * * * *", "minute")]
    [InlineData("* * 24 * * *", "hour")]
    [InlineData("* * * 0 * *", "day")]
    [InlineData("* * * 32 * *", "day")]
    [InlineData("* * * * 13 *", "month")]
    [InlineData("* * * * * 7", "day of week")]
    [InlineData("* * * * * frog", "day of week")]
    [InlineData("* * * * ma *", "month")]
    [InlineData("*/0 * * * * *", "second")]
    [InlineData("*/x * * * * *", "second")]
    [InlineData("1, * * * * *", "second")]
    [InlineData("-5 * * * * *", "second")]
    [InlineData("1-2-3 * * * * *", "second")]
    public void What_is_no_schedule_is_refused_with_the_field_named(string expression, string named)
    {
        var error = Assert.Throws<FormatException>(() => CronExpression.Parse(expression));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_year_of_a_schedule_equals_counting_its_seconds()
    {
        // An independent way to the same answer: look at every minute of a year.
        CronExpression schedule = CronExpression.Parse("0 7-50/9 3,22 */4 feb-nov tue-sat");
        DateTimeOffset start = Utc("2027-01-01 00:00:00"), end = start.AddYears(1);
        var expected = new List<DateTimeOffset>();
        for (DateTimeOffset time = start; time < end; time = time.AddMinutes(1))
        {
            if (time.Minute is >= 7 and <= 50 && (time.Minute - 7) % 9 == 0 && time.Hour is 3 or 22 && time.Minute is >= 7 and <= 50
                && (time.Minute - 7) % 9 == 0 && (time.Day - 1) % 4 == 0 && time.Month is >= 2 and <= 11
                && time.DayOfWeek is >= DayOfWeek.Tuesday and <= DayOfWeek.Saturday)
            {
                expected.Add(time);
            }
        }
        var found = new List<DateTimeOffset>();
        for (DateTimeOffset? time = schedule.Next(start.AddSeconds(-1)); time < end; time = schedule.Next(time.Value)) found.Add(time.Value);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, found);
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

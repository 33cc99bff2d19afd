using ServerlessIot.Domain.Queries.Statistics;

namespace ServerlessIot.Domain.Tests.Queries.Statistics;

public sealed class StatusTimesTest
{
    [Fact]
    public void A_status_lasts_until_the_next_and_silence_is_offline_after_ten_minutes()
    {
        var times = Add((0, null), (1, "driving"), (4, null), (6, "charging"), (46, "charging"), (47, "offline"), (50, "standby"));
        Assert.Equal([("charging", 11), ("driving", 5), ("offline", 33)], times);
    }

    [Fact]
    public void A_single_event_lasts_for_no_time() => Assert.Empty(Add((5, "driving")));

    [Fact]
    public void Names_without_end_are_one()
    {
        var times = new StatusTimes();
        for (var i = 0; i < 1000; i++) times.Add(i * 1000, $"s{i}");
        Assert.InRange(times.Times.Count, 2, StatusTimes.MostStatuses + 2);
        Assert.Equal(999_000, times.Times.Values.Sum());
    }

    [Fact]
    public void Are_what_looking_at_every_second_gives()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            var time = 0;
            List<(int Second, string? Status)> events = [];
            for (var i = 0; i < 50; i++)
                events.Add((time += random.Next(random.Next(5) == 0 ? 3000 : 60), random.Next(4) switch { 0 => null, 1 => "driving", 2 => "standby", _ => "offline" }));
            var expected = new SortedDictionary<string, long>(StringComparer.Ordinal);
            for (var second = events[0].Second; second < events[^1].Second; second++)
            {
                var before = events.Where(e => e.Second <= second).ToList();
                if (before.LastOrDefault(e => e.Status is not null).Status is not { } status) continue;
                if (second - before[^1].Second >= 600) status = "offline";
                expected[status] = expected.GetValueOrDefault(status) + 1000;
            }

            var times = new StatusTimes();
            foreach (var (second, status) in events) times.Add(second * 1000, status);
            Assert.Equal(expected, times.Times.Where(item => item.Value > 0));
        }
    }

    private static IEnumerable<(string, long)> Add(params (int Minute, string? Status)[] events)
    {
        var times = new StatusTimes();
        foreach (var (minute, status) in events) times.Add(minute * Car.Minute, status);
        return times.Times.Select(item => (item.Key, item.Value / Car.Minute));
    }
}

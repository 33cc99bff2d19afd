using ServerlessIot.Bridge.Spool;

namespace ServerlessIot.Bridge.Tests.Spool;

public class SpoolArrivalsTests
{
    [Fact]
    public void The_oldest_that_was_not_read_counts_wherever_it_lies()
    {
        var arrivals = new SpoolArrivals();
        Assert.Null(arrivals.After(0));
        arrivals.Add(1, 10_000);
        arrivals.Add(2, 20_000);
        arrivals.Add(3, 5_000); // it was held meanwhile
        arrivals.Add(4, 30_000);
        Assert.Equal(5_000, arrivals.After(0));
        Assert.Equal(5_000, arrivals.After(2));
        Assert.Equal(30_000, arrivals.After(3));
        Assert.Null(arrivals.After(4));
    }

    [Fact]
    public void Those_of_a_second_share_an_entry()
    {
        var arrivals = new SpoolArrivals();
        for (var i = 0; i < 10_000; i++)
            arrivals.Add((ulong)i + 1, i);
        Assert.InRange(arrivals.Count, 10, 11);
        for (var read = 0; read < 9_999; read++)
            Assert.InRange(arrivals.After((ulong)read)!.Value, read - 1_000, read);
    }

    [Fact]
    public void However_long_it_lasts_they_are_bounded_and_never_too_young()
    {
        var arrivals = new SpoolArrivals();
        for (var i = 1; i <= 300_000; i++)
            arrivals.Add((ulong)i, i * 2_000L);
        Assert.InRange(arrivals.Count, 1, 65_536);
        Assert.Equal(2_000, arrivals.After(0));
        Assert.InRange(arrivals.After(150_000)!.Value, 299_000_000, 300_002_000);
    }
}

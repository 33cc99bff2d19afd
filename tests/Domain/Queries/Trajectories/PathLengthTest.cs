using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Places;
using ServerlessIot.Domain.Queries.Trajectories;

namespace ServerlessIot.Domain.Tests.Queries.Trajectories;

public sealed class PathLengthTest
{
    [Fact]
    public void Is_the_sum_of_steps_and_gaps_add_nothing()
    {
        var length = new PathLength(gap: 1000);
        foreach (var (time, metres) in new[] { (0L, 0.0), (1000, 100), (2001, 5000), (3000, 5030) }) length.Add(time, new Position(metres * Walk.Metre, 0));
        Assert.Equal(130, length.Metres, 0.01);
    }

    [Fact]
    public void Standing_still_adds_nothing_however_long()
    {
        var (length, random) = (new PathLength(long.MaxValue), new Random(1));
        for (var i = 0; i < 100_000; i++) length.Add(i, new Position(random.NextDouble() * 6 * Walk.Metre, random.NextDouble() * 6 * Walk.Metre));
        Assert.Equal(0, length.Metres);
    }

    [Fact]
    public void Slow_and_fast_ways_have_their_length()
    {
        foreach (var step in new[] { 1, 3, 40 })
        {
            var length = new PathLength(long.MaxValue);
            for (var i = 0; i <= 3000; i++) length.Add(i, new Position(40 + (i * step * Walk.Metre), 11));
            Assert.InRange(Earth.Metres(new(40, 11), new(40 + (3000 * step * Walk.Metre), 11)) - length.Metres, -0.01, PathLength.Step);
        }
    }
}

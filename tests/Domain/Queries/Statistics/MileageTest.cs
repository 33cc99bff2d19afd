using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Queries.Statistics;
using ServerlessIot.Domain.Tests.Queries.Trajectories;

namespace ServerlessIot.Domain.Tests.Queries.Statistics;

public sealed class MileageTest
{
    [Theory]
    [InlineData("100 100.5 101.2", 1.2, 0, 0)]
    [InlineData("100 100.5 100.4 100.6", 0.6, 0, 0)] // noise
    [InlineData("100 101 0 1 2", 3, 1, 0)] // reset
    [InlineData("100 101 60 61", 2, 1, 0)] // set back
    [InlineData("100 101 999999 102 103", 2, 1, 1)] // nonsense and back again
    [InlineData("100 100 100", 0, 0, 0)]
    public void Is_the_rise_of_the_odometer(string readings, double km, int resets, int jumps)
    {
        var distance = Drive(readings.Split(' ').Select(text => ((double?)double.Parse(text), (Position?)null)));
        Assert.Equal(("odometer", resets, jumps), (distance!.Source, distance.Resets, distance.Jumps));
        Assert.Equal(km, distance.Km, 1e-9);
    }

    [Fact]
    public void What_the_odometer_does_not_tell_the_positions_do()
    {
        var distance = Drive([(100, North(0)), (101, North(1)), (null, North(1.5)), (0, North(2)), (1, North(3))]);
        Assert.Equal((1, 0), (distance!.Resets, distance.Jumps));
        Assert.Equal(3, distance.Km, 0.01);
    }

    [Fact]
    public void Without_an_odometer_it_is_the_way_between_positions()
    {
        var distance = Drive([(null, North(0)), (null, North(1)), (55, North(3)), (null, null)]);
        Assert.Equal("positions", distance!.Source);
        Assert.Equal(3, distance.Km, 0.01);
    }

    [Fact]
    public void Without_either_it_is_not_known() => Assert.Null(Drive([(null, null), (7, null)]));

    [Fact]
    public void Random_drives_with_resets_keep_their_length()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var (mileage, driven, odometer, resets, lost) = (new Mileage(), 0.0, 20_000.0, 0, 0.0);
            for (var i = 0; i < 1000; i++)
            {
                var step = random.NextDouble() / 5;
                if (i > 0) driven += step;
                odometer += step;
                if (random.Next(200) == 0 && i > 0)
                {
                    (odometer, resets, lost) = (odometer - (2 + (random.NextDouble() * odometer / 2)), resets + 1, lost + 0.2);
                }

                // Resolution of a display, and no position: what a reset hides is one step.
                mileage.Add(i * 10 * Car.Second, Math.Floor(odometer * 10) / 10, null);
            }

            var distance = mileage.ToDistance()!;
            Assert.Equal(resets, distance.Resets);
            Assert.InRange(distance.Km, driven - lost - (0.1 * (resets + 1)), driven + (0.1 * (resets + 1)));
        }
    }

    private static Position North(double km) => new(48 + (km * 1000 * Walk.Metre), 11);

    private static DrivenDistance? Drive(IEnumerable<(double? Odometer, Position? Place)> readings)
    {
        var mileage = new Mileage();
        foreach (var (i, (odometer, place)) in readings.Index()) mileage.Add(i * Car.Minute, odometer, place);
        return mileage.ToDistance();
    }
}

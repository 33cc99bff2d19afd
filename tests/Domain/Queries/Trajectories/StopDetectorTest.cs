using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Places;
using ServerlessIot.Domain.Queries.Trajectories;

namespace ServerlessIot.Domain.Tests.Queries.Trajectories;

public sealed class StopDetectorTest
{
    private const long Minute = 60_000;

    [Fact]
    public void A_stay_has_arrival_departure_and_mean_place()
    {
        var stops = Detect(50, 5 * Minute, [At(0, 0), At(1, 1000), At(2, 1020), At(4, 1040), At(7, 1020), At(8, 3000)]);
        var stop = Assert.Single(stops);
        Assert.Equal((1 * Minute, 7 * Minute), (stop.Arrival, stop.Departure));
        Assert.Equal(1020 * Walk.Metre, stop.Place.Latitude, 1e-9);
    }

    [Theory]
    [InlineData(4, 0)] // shorter
    [InlineData(5, 1)] // exactly as long as it must be
    public void A_stay_lasts_for_the_time_at_least(int minutes, int stops) => Assert.Equal(stops, Detect(50, 5 * Minute, [At(0, 0), At(minutes, 10), At(minutes + 1, 900)]).Count);

    [Fact]
    public void Silence_at_one_place_is_a_stay_and_a_stay_at_the_end_counts() =>
        Assert.Equal([(0, 600 * Minute), (700 * Minute, 710 * Minute)], Detect(50, 5 * Minute, [At(0, 0), At(600, 0), At(700, 99_999), At(710, 99_999)]).Select(stop => (stop.Arrival, stop.Departure)));

    [Fact]
    public void A_stay_on_the_antimeridian_has_its_place_there()
    {
        List<(long, Position)> places = [.. Enumerable.Range(0, 11).Select(i => (i * Minute, new Position(0, i % 2 == 0 ? 179.9999 : -179.9999)))];
        Assert.InRange(Math.Abs(Assert.Single(Detect(50, 5 * Minute, places)).Place.Longitude), 179.9999, 180);
    }

    [Fact]
    public void Are_what_looking_at_all_positions_gives()
    {
        var found = 0;
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var way = Walk.Random(seed, 400, random.Next(5, 60)).Select(vertex => (vertex.Time, vertex.Place)).ToList();
            var (radius, time) = (random.Next(20, 200), random.Next(1, 10) * Minute);
            var stops = Detect(radius, time, way);
            found += stops.Count;
            Assert.Equal(Reference(radius, time, way), stops.Select(stop => (stop.Arrival, stop.Departure)));
        }

        Assert.True(found > 300);
    }

    [Fact]
    public void More_positions_than_are_held_give_the_same_stay_a_little_later()
    {
        // Ten a second: 3,000 before the five minutes are over.
        List<(long, Position)> places = [.. Enumerable.Range(0, 6000).Select(i => (i * 100L, new Position(0, (i % 40) * Walk.Metre))), (600_000L, new Position(1, 1))];
        var stop = Assert.Single(Detect(50, 5 * Minute, places));
        Assert.Equal((0, 599_900), (stop.Arrival, stop.Departure));
    }

    private static (long, Position) At(int minute, double metresNorth) => (minute * Minute, new Position(metresNorth * Walk.Metre, 0));

    private static List<Stop> Detect(double radius, long time, List<(long, Position)> places)
    {
        var detector = new StopDetector(radius, time);
        List<Stop?> stops = [.. places.Select(place => detector.Add(place.Item1, place.Item2)), detector.Finish()];
        Assert.Null(detector.Finish());
        return [.. stops.OfType<Stop>()];
    }

    private static List<(long, long)> Reference(double radius, long time, List<(long Time, Position Place)> way)
    {
        List<(long, long)> stops = [];
        for (var i = 0; i < way.Count; i++)
        {
            var end = i;
            while (end + 1 < way.Count && Earth.Metres(way[i].Place, way[end + 1].Place) <= radius) end++;
            if (way[end].Time - way[i].Time < time) continue;
            stops.Add((way[i].Time, way[end].Time));
            i = end;
        }

        return stops;
    }
}

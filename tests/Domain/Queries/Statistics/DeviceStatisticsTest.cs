using FsCheck;
using FsCheck.Fluent;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Queries.Statistics;
using ServerlessIot.Domain.Tests.Events;

namespace ServerlessIot.Domain.Tests.Queries.Statistics;

public sealed class DeviceStatisticsTest
{
    [Fact]
    public void Nothing_has_statistics_too()
    {
        var statistics = Build([]);
        Assert.Equal((0, null, null, null), (statistics.Messages, statistics.First, statistics.Last, statistics.Vehicle));
        Assert.Empty(statistics.Measures);
    }

    [Fact]
    public void A_drive_and_a_charge()
    {
        List<DeviceEvent> events = [];
        for (var i = 0; i <= 120; i++) events.Add(Car.At(i * Car.Minute, "driving", ("odometer", 1000 + (i * 1.5)), ("battery_soc", 90 - (i * 0.25)), ("speed", i == 60 ? 185 : 170)));
        for (var i = 121; i <= 180; i++) events.Add(Car.At(i * Car.Minute, "charging", ("odometer", 1180), ("battery_soc", 60 + ((i - 121) * 0.5)), ("speed", 0)));
        var statistics = Build(events);
        Assert.Equal((181, 0, 180 * Car.Minute), (statistics.Messages, statistics.First, statistics.Last));
        Assert.Equal([("charging", 59 * Car.Minute), ("driving", 121 * Car.Minute)], statistics.StatusMs.Select(item => (item.Key, item.Value)));
        var car = statistics.Vehicle!;
        Assert.Equal(new DrivenDistance(180, "odometer", 0, 0), car.Mileage);
        Assert.Equal((1, new Quantity(29.5, "%", "battery_soc")), (car.ChargingStarts, car.Charged));
        Assert.Equal(new Quantity(16.667, "% per 100 km", "battery_soc"), car.Consumption);
        // Once too fast, and braked from 170 to 0: 100 − (5 + 3) · 100 / 180.
        Assert.Equal((95.6, 1, 1, 0), (car.DrivingScore, car.Speedings, car.AbruptChanges, car.HardPedals));
    }

    [Fact]
    public void Who_is_no_vehicle_has_no_mileage() =>
        Assert.Null(Build([Car.At(0, "driving", ("odometer", 1)) with { Attributes = [] }, Car.At(1, "driving", ("odometer", 2)) with { Attributes = [] }]).Vehicle);

    [Fact]
    public void Measures_are_what_all_values_in_memory_give()
        => Prop.ForAll(AnyEvent.Arbitrary.Generator.ListOf().ToArbitrary(), all =>
        {
            var events = all.OrderBy(e => e.Time).Select(Small).ToList();
            var statistics = Build(events);
            var expected = events.SelectMany(e => e.Measurements).GroupBy(measurement => measurement.Name, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
            Assert.Equal(
                expected.Select(group => (group.Key, group.LongCount(), group.Min(m => m.Value), group.Max(m => m.Value), group.Last().Value)),
                statistics.Measures.Select(item => (item.Key, item.Value.Count, item.Value.Min, item.Value.Max, item.Value.Last)));
            Assert.All(expected.Zip(statistics.Measures.Values), pair => Assert.Equal(pair.First.Average(m => m.Value), pair.Second.Mean, 1e-6));
            Assert.Null(statistics.ValuesLeftOut);

            // Few names, so that they occur again, and values whose sums are exact enough.
            static DeviceEvent Small(DeviceEvent e) => e with
            {
                Measurements = [.. e.Measurements.Select(m => new Measurement($"m{Math.Abs(m.Name.Length) % 5}", Math.IEEERemainder(m.Value, 1000)))],
            };
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Measures_without_end_are_counted_only()
    {
        var statistics = Build([.. Enumerable.Range(0, 1000).Select(i => Car.At(i, null, ($"m{i}", i), ("m0", 1)))]);
        Assert.Equal(PayloadLimits.MeasuresOfDevice, statistics.Measures.Count);
        Assert.Equal(1000 - PayloadLimits.MeasuresOfDevice, statistics.ValuesLeftOut);
        Assert.Equal(1001, statistics.Measures["m0"].Count);
    }

    private static DeviceStatistics Build(IEnumerable<DeviceEvent> events)
    {
        var builder = new DeviceStatisticsBuilder();
        foreach (var e in events) builder.Add(e);
        return builder.Finish();
    }
}

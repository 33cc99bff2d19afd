using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Windows;
using ServerlessIot.Steps.Aggregate;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Aggregate;

public class AggregateStepTest
{
    private const long Minute = 60_000;
    private static readonly long Start = Payload.Start - (Payload.Start % Minute);
    private readonly Rig<AggregateState> rig = new(rig => new AggregateStep(rig.Log, new TopicNames(), new AggregateOptions()));

    [Fact]
    public async Task A_window_is_told_by_the_first_tick_beyond_its_lateness()
    {
        await rig.RunAsync(rig.Valid.Reading("d", 1, Start), rig.Valid.Reading("d", 3, Start + 59_999), rig.Valid.Reading("d", 9, Start + Minute), rig.Valid.Tick(Start + Minute + 9_999));
        Assert.Empty(Told());
        await rig.RunAsync(rig.Valid.Tick(Start + Minute + 10_000));
        var window = Assert.Single(Told());
        Assert.Equal((Start, Start + Minute, 2L, 0L, 1), (window.Start, window.End, window.Events, window.Late, window.Revision));
        Assert.Equal(new MeasureSummary(2, 2, 1, 3, Math.Sqrt(2), 3), window.Measures["temperature"]);
    }

    [Fact]
    public async Task A_device_that_makes_up_ever_new_measurements_does_not_make_its_window_grow_without_end()
    {
        for (var part = 0; part < 20; part++) await rig.RunAsync(rig.Valid.Event(Payload.Many("d", part, 200, Start + part)));
        await rig.RunAsync(rig.Valid.Event(Payload.Many("d", 0, 1, Start + 50, value: 77)), rig.Valid.Tick(Start + (2 * Minute)));
        var window = Assert.Single(Told());
        Assert.Equal((256, 21L, 77.0), (window.Measures.Count, window.Events, window.Measures["m0-0"].Last));
    }

    [Fact]
    public async Task A_late_event_amends_the_window_with_the_next_revision()
    {
        await rig.RunAsync(rig.Valid.Reading("d", 1, Start), rig.Valid.Tick(Start + (2 * Minute)));
        rig.Restart();
        await rig.RunAsync(rig.Valid.Reading("d", 5, Start + 10, Start + (2 * Minute) + 1), rig.Valid.Tick(Start + (3 * Minute)));
        Assert.Equal([(1, 1L, 0L), (2, 2L, 1L)], Told().Select(window => (window.Revision, window.Events, window.Late)));
    }

    [Fact]
    public async Task Beyond_the_retention_late_events_are_counted_only()
    {
        await rig.RunAsync(rig.Valid.Reading("d", 1, Start), rig.Valid.Tick(Start + (2 * Minute)), rig.Valid.Tick(Start + (11 * Minute)));
        await rig.RunAsync(rig.Valid.Reading("d", 5, Start + 10, Start + (11 * Minute)), rig.Valid.Tick(Start + (13 * Minute)));
        var state = (await rig.StateAsync()).State;
        Assert.Equal((1L, 1L, 0), (state.Aggregated, state.TooLate, state.Windows));
        Assert.Single(Told());
    }

    [Fact]
    public async Task A_series_of_years_ago_gets_its_windows()
    {
        var then = Start - (1_000L * 86_400_000);
        for (var i = 0; i < 50; i++) await rig.RunAsync(rig.Valid.Reading("csv", i, then + (i * 5 * Minute), Start + i));
        await rig.RunAsync(rig.Valid.Tick(Start + Minute));
        Assert.Equal(50, Told().Sum(window => window.Events));
        Assert.Equal(0, (await rig.StateAsync()).State.TooLate);
    }

    [Fact]
    public async Task A_tick_that_comes_twice_changes_nothing()
    {
        await rig.RunAsync(rig.Valid.Reading("d", 1, Start), rig.Valid.Tick(Start + (2 * Minute)), rig.Valid.Tick(Start + (2 * Minute)));
        Assert.Single(Told());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Windows_equal_an_oracle_under_disorder_and_restarts(int seed)
    {
        var random = new Random(seed);
        var events = Enumerable.Range(0, 600).Select(i => (Device: $"d{random.Next(3)}", Value: Math.Round(random.NextDouble() * 100, 3), Time: Start + (i * 1_000L) - (random.Next(10) == 0 ? random.Next(90_000) : 0))).ToList();
        for (var i = 0; i < events.Count; i++)
        {
            var (device, value, time) = events[i];
            await rig.RunAsync(rig.Valid.Reading(device, value, time, Start + (i * 1_000L)));
            if (i % 60 == 59) await rig.RunAsync(rig.Valid.Tick(Start + (i * 1_000L)));
            if (random.Next(50) == 0) rig.Restart();
        }

        await rig.RunAsync(rig.Valid.Tick(Start + (15 * Minute)));
        var latest = Told().GroupBy(window => (window.Device, window.Start)).ToDictionary(group => group.Key, group => group.MaxBy(window => window.Revision)!);
        foreach (var expected in events.GroupBy(e => (e.Device, Start: e.Time - (e.Time % Minute))))
        {
            var told = latest[expected.Key];
            var values = expected.Select(e => e.Value).ToList();
            Assert.Equal(values.Count, told.Events);
            Assert.Equal(values.Average(), told.Measures["temperature"].Mean, 9);
            Assert.Equal((values.Min(), values.Max()), (told.Measures["temperature"].Min, told.Measures["temperature"].Max));
        }
    }

    private List<WindowRecord> Told() => [.. rig.Log.Of("aggregates").Select(record => JsonSerializer.Deserialize(record.Value.Span, DomainJson.Default.WindowRecord)!)];
}

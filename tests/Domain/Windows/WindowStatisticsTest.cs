using FsCheck;
using FsCheck.Fluent;
using ServerlessIot.Domain.Windows;

namespace ServerlessIot.Domain.Tests.Windows;

public sealed class WindowStatisticsTest
{
    [Fact]
    public void Of_no_value_are_all_zero() => Assert.Equal(new MeasureSummary(0, 0, 0, 0, 0, 0), default(WindowStatistics).ToSummary());

    [Fact]
    public void Of_one_value_have_no_deviation() => Assert.Equal(new MeasureSummary(1, -4, -4, -4, 0, -4), Of(-4).ToSummary());

    [Fact]
    public void Of_an_example_are_known()
    {
        var summary = Of(2, 4, 4, 4, 5, 5, 7, 9).ToSummary();
        Assert.Equal((8, 5.0, 2.0, 9.0, 9.0), (summary.Count, summary.Mean, summary.Min, summary.Max, summary.Last));
        Assert.Equal(Math.Sqrt(32.0 / 7), summary.StdDev, 12);
    }

    [Fact]
    public void Equal_two_passes_over_the_values()
        => Prop.ForAll(Gen.Choose(-1_000_000, 1_000_000).Select(v => v / 1_000.0).NonEmptyListOf().ToArbitrary(), values =>
        {
            var statistics = Of([.. values]);
            var mean = values.Average();
            var deviation = values.Count < 2 ? 0 : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
            return statistics.Count == values.Count && statistics.Min == values.Min() && statistics.Max == values.Max()
                && Math.Abs(statistics.Mean - mean) < 1e-9 && Math.Abs(statistics.StdDev - deviation) < 1e-9;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Stay_exact_where_sums_of_squares_cancel()
        => Assert.Equal(Math.Sqrt(30), Of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16).StdDev, 9);

    [Fact]
    public void Stay_finite_at_the_largest_number_that_is_accepted()
        => Assert.True(double.IsFinite(Of([.. Enumerable.Range(0, 10_000).Select(i => i % 2 == 0 ? 1e100 : -1e100)]).StdDev));

    [Fact]
    public void Last_is_the_value_of_the_latest_time_and_of_equals_the_one_that_came_last()
    {
        var statistics = default(WindowStatistics);
        statistics.Add(1, 2_000);
        statistics.Add(2, 1_000);
        Assert.Equal((1, 2_000), (statistics.Last, statistics.LastTime));
        statistics.Add(3, 2_000);
        Assert.Equal(3, statistics.Last);
    }

    [Fact]
    public void A_first_value_before_1970_counts_as_last()
    {
        var statistics = default(WindowStatistics);
        statistics.Add(7, -5);
        Assert.Equal((7, -5), (statistics.Last, statistics.LastTime));
    }

    [Fact]
    public void Go_on_after_a_restore_as_if_nothing_had_happened()
        => Prop.ForAll(Gen.Two(Gen.Choose(-1_000, 1_000).ListOf()).ToArbitrary(), values =>
        {
            var through = Of([.. values.Item1.Select(v => (double)v)]);
            var restored = new WindowStatistics(through.Count, through.Mean, through.M2, through.Min, through.Max, through.Last, through.LastTime);
            foreach (var value in values.Item2)
            {
                through.Add(value, 50_000);
                restored.Add(value, 50_000);
            }

            return restored == through;
        }).QuickCheckThrowOnFailure();

    private static WindowStatistics Of(params double[] values)
    {
        var statistics = default(WindowStatistics);
        for (var i = 0; i < values.Length; i++) statistics.Add(values[i], i);
        return statistics;
    }
}

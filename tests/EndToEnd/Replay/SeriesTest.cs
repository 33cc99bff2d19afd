using ServerlessIot.Edition;
using ServerlessIot.Edition.Replay;

namespace ServerlessIot.EndToEnd.Tests.Replay;

public sealed class SeriesTest
{
    [Fact]
    public void A_series_equals_itself_in_any_order()
    {
        StoredPoint[] file = [new(1, 2.5), new(2, 3.5), new(2, 3.5)];

        Assert.True(SeriesComparison.Of(file, [file[1], file[0], file[2]]).Same);
    }

    [Theory]
    [InlineData(1, 2.5000000000000004)]
    [InlineData(2, 2.5)]
    public void A_value_that_differs_in_the_last_bit_or_in_time_is_told(long time, double value)
    {
        var comparison = SeriesComparison.Of([new(1, 2.5)], [new(time, value)]);

        Assert.False(comparison.Same);
        Assert.Contains("1 missing", comparison.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_that_came_twice_is_told() => Assert.False(SeriesComparison.Of([new(1, 2.5)], [new(1, 2.5), new(1, 2.5)]).Same);

    [Fact]
    public void Rows_are_read_as_utc_and_a_broken_one_is_named_by_its_line()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "timestamp,value\n2013-07-04 01:00:00,71.5\n1372899600001,2\n");
        Assert.Equal([new StoredPoint(1372899600000, 71.5), new StoredPoint(1372899600001, 2)], SeriesFile.Read(path));

        File.WriteAllText(path, "timestamp,value\n2013-07-04 01:00:00,warm\n");
        Assert.Contains("line 2", Assert.Throws<EditionException>(() => SeriesFile.Read(path)).Message, StringComparison.Ordinal);
        File.Delete(path);
    }

    [Fact]
    public void The_device_is_named_after_the_file() => Assert.Equal("machine-temperature-2", SeriesFile.DeviceName("/data/Machine_Temperature 2.csv"));
}

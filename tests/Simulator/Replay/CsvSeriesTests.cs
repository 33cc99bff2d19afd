using System.Text;
using ServerlessIot.Simulator.Replay;

namespace ServerlessIot.Simulator.Tests.Replay;

public sealed class CsvSeriesTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Theory]
    [InlineData("2013-07-04 00:00:00", 1_372_896_000_000)]
    [InlineData("1372896000000", 1_372_896_000_000)]
    [InlineData("2013-07-04T02:00:00+02:00", 1_372_896_000_000)]
    [InlineData("2013-07-04T00:00:00.250Z", 1_372_896_000_250)]
    public void Reads_times_as_UTC(string time, long expected) => Assert.Equal(expected, Assert.Single(Read($"timestamp,value\n{time},1\n")).Time);

    [Theory]
    [InlineData("69.88083514", "69.88083514")]
    [InlineData("74.93588199999998", "74.93588199999998")]
    [InlineData("1e3", "1e3")]
    [InlineData("-0.5", "-0.5")]
    [InlineData("+7", "7")]
    [InlineData(".5", "0.5")]
    public void Keeps_the_digits_of_a_value(string value, string expected)
    {
        Assert.Equal(expected, Encoding.UTF8.GetString(Assert.Single(Read($"timestamp,value\n0,{value}\n")).Value));
    }

    [Fact]
    public void Keeps_the_order_of_the_file_even_where_its_times_fall_back()
    {
        Assert.Equal([5L, 3L, 3L], Read("timestamp,value\r\n5,1\r\n3,2\r\n3,3\r\n").Select(point => point.Time));
    }

    [Theory]
    [InlineData("", "no rows")]
    [InlineData("timestamp,value\n", "no rows")]
    [InlineData("time,reading\n1,2\n", "line 1")]
    [InlineData("timestamp,value\n1,2\n3\n", "line 3")]
    [InlineData("timestamp,value\nyesterday,2\n", "line 2")]
    [InlineData("timestamp,value\n1,NaN\n", "line 2")]
    [InlineData("timestamp,value\n1,\n", "line 2")]
    [InlineData("timestamp,value\n1,1e999\n", "line 2")]
    public void Names_the_line_that_is_wrong(string text, string expected)
    {
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => Read(text)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_file);

    private IReadOnlyList<CsvPoint> Read(string text)
    {
        File.WriteAllText(_file, text);
        return CsvSeries.Read(_file).Points;
    }
}

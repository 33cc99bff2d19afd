using ServerlessIot.Plan.Commands;

namespace ServerlessIot.Plan.Tests.Commands;

public sealed class CommandLineTest
{
    [Fact]
    public void Without_options_the_smallest_load_is_planned()
    {
        var options = Read();
        Assert.Equal((10, 150, 100, "flat", 0.001), (options.Load.MessagesPerSecond, options.Load.PayloadBytes, options.Load.DeviceCount, options.Load.Curve.Name, options.Load.AlarmRate));
        Assert.Equal((null, null, 300, false), (options.Size, options.Partitions, options.Detail, options.Json));
    }

    [Fact]
    public void Every_option_is_taken()
    {
        var options = Read("--messages", "500", "--payload", "900", "--devices", "7", "--curve", "commuter", "--alarms", "0.5", "--quarantine", "0.25", "--size", "10k", "--partitions", "12", "--change", """{"bridge":{"most":3}}""", "--costs", "c", "--prices", "p", "--detail", "600", "--json");
        Assert.Equal((500, 900, 7, "commuter", 0.5, 0.25), (options.Load.MessagesPerSecond, options.Load.PayloadBytes, options.Load.DeviceCount, options.Load.Curve.Name, options.Load.AlarmRate, options.Load.QuarantineRate));
        Assert.Equal(("10k", 12, "c", "p", 600, true), (options.Size, options.Partitions, options.Costs, options.Prices, options.Detail, options.Json));
        Assert.Equal(3, (int)options.Changes!["bridge"]!["most"]!);
        Assert.Equal(0, Read("--partitions", "needed").Partitions);
    }

    [Fact]
    public void Options_win_over_a_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, """{"about":"a load","messagesPerSecond":500,"devices":9000,"curve":"commuter","size":"10k","partitions":"needed","changes":{"bridge":{"most":3}}}""");
            var options = Read("--load", file, "--messages", "600");
            Assert.Equal((600, 9_000, "commuter", "10k", 0), (options.Load.MessagesPerSecond, options.Load.DeviceCount, options.Load.Curve.Name, options.Size, options.Partitions));
            Assert.NotNull(options.Changes);
            File.WriteAllText(file, """{"mesages":500}""");
            Assert.Contains("mesages", Assert.Throws<PlanException>(() => Read("--load", file)).Message, StringComparison.Ordinal);
            File.WriteAllText(file, """{"curve":7}""");
            Assert.Throws<PlanException>(() => Read("--load", file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("--messages", "-1")]
    [InlineData("--messages", "1e9")]
    [InlineData("--payload", "0")]
    [InlineData("--payload", "1000000")]
    [InlineData("--devices", "0")]
    [InlineData("--curve", "noon")]
    [InlineData("--alarms", "2")]
    [InlineData("--partitions", "none")]
    [InlineData("--partitions", "3000")]
    [InlineData("--change", "{")]
    [InlineData("--detail", "5")]
    [InlineData("--load", "/no/such/file")]
    public void What_is_out_of_range_is_refused(string name, string value) => Assert.Throws<PlanException>(() => Read(name, value));

    private static PlanOptions Read(params string[] args)
    {
        PlanOptions? read = null;
        var result = CommandLine.Build(options =>
        {
            read = options;
            return 0;
        }, _ => throw new InvalidOperationException("The archive was not asked for.")).Parse(args);
        Assert.Empty(result.Errors);
        Assert.Equal(0, result.Invoke(new() { EnableDefaultExceptionHandler = false }));
        return read!;
    }
}

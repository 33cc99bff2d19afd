using ServerlessIot.Plan.Commands;

namespace ServerlessIot.Plan.Tests.Commands;

public sealed class ArchiveCommandTest
{
    [Fact]
    public void Without_options_the_known_systems_are_reported()
    {
        var request = Read();
        Assert.Equal((null, null, "event", null, false), (request.Source, request.Load, request.Row, request.Size, request.Json));
    }

    [Fact]
    public void Every_option_is_taken()
    {
        var request = Read("--messages", "500", "--payload", "900", "--devices", "7", "--curve", "commuter", "--row", "vehicle", "--size", "10k", "--costs", "c", "--prices", "p", "--json");
        Assert.Equal((500, 900, 7, "commuter"), (request.Load!.MessagesPerSecond, request.Load.PayloadBytes, request.Load.DeviceCount, request.Load.Curve.Name));
        Assert.Equal(("vehicle", "10k", "c", "p", true), (request.Row, request.Size, request.Costs, request.Prices, request.Json));
        Assert.Equal(("3", null), (Read("--source", "3").Source, Read("--source", "3").Load));
        Assert.Equal(10, Read("--row", "vehicle").Load!.MessagesPerSecond);
    }

    [Theory]
    [InlineData("--messages", "-1")]
    [InlineData("--payload", "0")]
    [InlineData("--devices", "0")]
    [InlineData("--curve", "noon")]
    [InlineData("--source", "3", "--messages", "5")]
    [InlineData("--source", "3", "--row", "event")]
    public void What_is_out_of_range_or_contradicts_is_refused(params string[] args) => Assert.Throws<PlanException>(() => Read(args));

    [Theory]
    [InlineData("--messages", "many")]
    [InlineData("--alarms", "0.5")]
    public void What_is_no_option_or_no_number_is_an_error(params string[] args) =>
        Assert.NotEmpty(CommandLine.Build(_ => 0, _ => 0).Parse(["archive", .. args]).Errors);

    private static ArchiveRequest Read(params string[] args)
    {
        ArchiveRequest? read = null;
        var result = CommandLine.Build(_ => 1, request =>
        {
            read = request;
            return 0;
        }).Parse(["archive", .. args]);
        Assert.Empty(result.Errors);
        Assert.Equal(0, result.Invoke(new() { EnableDefaultExceptionHandler = false }));
        return read!;
    }
}

using ServerlessIot.Edition;
using ServerlessIot.Edition.Commands;
using ServerlessIot.Edition.Killing;

namespace ServerlessIot.EndToEnd.Tests.Commands;

public sealed class CommandLineTest
{
    [Theory]
    [InlineData("60s", 60)]
    [InlineData("90", 90)]
    [InlineData("1.5m", 90)]
    [InlineData("500ms", 0.5)]
    [InlineData("2h", 7200)]
    public void Durations_are_read_as_people_type_them(string text, double seconds) => Assert.Equal(seconds, Duration.Parse(text).TotalSeconds);

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("0s")]
    [InlineData("-5s")]
    [InlineData("5 parsecs")]
    public void What_is_no_duration_is_refused_with_an_example(string text) =>
        Assert.Contains("60s", Assert.Throws<EditionException>(() => Duration.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("bridge", "bridge", 10)]
    [InlineData("host:5s", "host", 5)]
    [InlineData("broker:every 7s", "broker", 7)]
    [InlineData("Azurite: every 1m", "azurite", 60)]
    public void A_kill_plan_names_a_part_and_a_pace(string text, string part, double seconds) =>
        Assert.Equal(new KillPlan(part, TimeSpan.FromSeconds(seconds)), KillPlan.Parse(text));

    [Fact]
    public void A_kill_plan_for_something_else_is_refused_with_the_names() =>
        Assert.Contains("bridge, host, broker", Assert.Throws<EditionException>(() => KillPlan.Parse("kernel")).Message, StringComparison.Ordinal);

    [Fact]
    public void The_options_of_the_readme_are_understood()
    {
        var options = Read("--for", "60s", "--rate", "2000", "--devices", "500", "--window", "1000", "--kill", "bridge:5s", "--kill", "host");

        Assert.Equal(TimeSpan.FromSeconds(60), options.For);
        Assert.Equal((2000, 500, 1000, 4), (options.Rate, options.Devices, options.Window, options.Partitions));
        Assert.Equal(["bridge", "host"], options.Kills.Select(kill => kill.Part));
        Assert.True(options.IsBounded);
    }

    [Theory]
    [InlineData("--for", "60s", "--no-fleet")]
    [InlineData("--kill", "bridge")]
    [InlineData("--rate", "0")]
    [InlineData("--window", "1001")]
    [InlineData("--partitions", "65")]
    [InlineData("--csv", "there-is-no-such-file.csv")]
    public void Contradictions_are_refused(params string[] arguments) => Assert.Throws<EditionException>(() => Read(arguments));

    private static EditionOptions Read(params string[] arguments)
    {
        var result = CommandLine.Build(_ => Task.FromResult(0)).Parse(arguments);
        Assert.Empty(result.Errors);
        return CommandLine.Read(result);
    }
}

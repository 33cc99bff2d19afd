using ServerlessIot.Simulator.Options;

namespace ServerlessIot.Simulator.Tests.Options;

public sealed class DurationTests
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("60s", 60)]
    [InlineData("90", 90)]
    [InlineData("1.5m", 90)]
    [InlineData("2h", 7200)]
    public void Reads_durations(string text, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Duration.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("60x")]
    [InlineData("-5s")]
    [InlineData("5 minutes")]
    [InlineData("99999999h")]
    public void Refuses_what_is_not_a_duration(string text) => Assert.Throws<FormatException>(() => Duration.Parse(text));
}

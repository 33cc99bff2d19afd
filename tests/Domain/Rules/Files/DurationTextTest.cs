using ServerlessIot.Domain.Rules.Files;

namespace ServerlessIot.Domain.Tests.Rules.Files;

public sealed class DurationTextTest
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("5m", 300_000)]
    [InlineData("14d", 1_209_600_000)]
    [InlineData("0s", 0)]
    public void A_duration_is_a_number_and_a_unit(string text, double milliseconds)
    {
        Assert.True(DurationText.TryRead(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
        Assert.True(DurationText.TryRead(DurationText.Write(duration), out var back));
        Assert.Equal(duration, back);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("5")]
    [InlineData("5 s")]
    [InlineData("-5s")]
    [InlineData("5sm")]
    [InlineData("1e3s")]
    [InlineData("1,5s")]
    [InlineData("NaNs")]
    [InlineData("Infinitys")]
    [InlineData("3651d")]
    [InlineData("999999999999999999999999999999d")]
    [InlineData("5w")]
    public void Anything_else_is_none(string text) => Assert.False(DurationText.TryRead(text, out _));
}

using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Steps.Tests.Validate;

public class RefusedEventsTest
{
    [Theory]
    [InlineData("1/2", 2, 1)]
    [InlineData("0/2", 2, 0)]
    [InlineData("1,4-6,9/12", 12, 1, 4, 5, 6, 9)]
    [InlineData("0-1,11/12", 12, 0, 1, 11)]
    public void Says_which_and_is_read_back(string text, int count, params int[] indexes)
    {
        Assert.Equal(text, RefusedEvents.Text([.. indexes], count));
        var read = RefusedEvents.Read(text, count)!;
        Assert.Equal(indexes, Enumerable.Range(0, count).Where(i => read[i]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("/3")]
    [InlineData("1/2")]
    [InlineData("3/3")]
    [InlineData("2-1/3")]
    [InlineData("-1/3")]
    [InlineData("0-/3")]
    [InlineData("0-3/3")]
    [InlineData("0,,1/3")]
    [InlineData("0, 1/3")]
    [InlineData("0/3/3")]
    [InlineData("99999999999/3")]
    public void Anything_else_says_nothing(string? text) => Assert.Null(RefusedEvents.Read(text, 3));

    [Fact]
    public void The_longest_has_fewer_bytes_than_a_payload_may_have()
    {
        var text = RefusedEvents.Text([.. Enumerable.Range(0, 5_000).Select(i => i * 2)], 10_000);
        Assert.InRange(text.Length, 1, 25_000);
        Assert.Equal(5_000, RefusedEvents.Read(text, 10_000)!.Count(refused => refused));
    }
}

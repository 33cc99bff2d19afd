using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Tests.Keys;

public sealed class KeysTest
{
    [Theory]
    [InlineData("demo/temp-001", "twin")]
    [InlineData("t/a b/ü?#&=", "0001")]
    [InlineData("", "")]
    public void A_document_key_reads_back_and_fits_in_an_address(string partition, string id)
    {
        var text = new DocumentKey(partition, id).ToString();
        Assert.Equal(Uri.EscapeDataString(text), text);
        Assert.True(DocumentKey.TryParse(text, out var key));
        Assert.Equal(new DocumentKey(partition, id), key);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("YWJj")] // no separator
    public void What_is_no_document_key_is_refused(string? text) => Assert.False(DocumentKey.TryParse(text, out _));

    [Fact]
    public void History_keys_are_ordered_by_time_then_origin_and_read_back()
    {
        HistoryKey[] ordered = [new(9, new Origin(0, 0, 5, 0)), new(10, new Origin(0, 0, 9, 1)), new(10, new Origin(0, 0, 10, 0)), new(10, new Origin(1, 0, 0, 0))];
        Assert.Equal(ordered, ordered.Reverse().Order());
        foreach (var key in ordered)
        {
            Assert.True(HistoryKey.TryParse(key.ToString(), out var read));
            Assert.Equal(key, read);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("_0-0-0-0")]
    [InlineData("-5_0-0-0-0")]
    [InlineData("5_0-0-0")]
    public void What_is_no_history_key_is_refused(string text) => Assert.False(HistoryKey.TryParse(text, out _));
}

using System.Text;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Domain.Tests.Log;

public class BridgeMarkTest
{
    public static TheoryData<BridgeMark, string> Marks => new()
    {
        { new(1_763_733_600_000, 10), "1763733600000 10" },
        { new(0, 1, HasSpool: true), "0 1 spool" },
        { new(253_402_300_799_999, 300, IsClosed: true), "253402300799999 300 closed" },
        { new(7, 5, HasSpool: true, IsClosed: true), "7 5 spool closed" },
    };

    [Theory]
    [MemberData(nameof(Marks))]
    public void It_is_read_as_it_was_written(BridgeMark mark, string text)
    {
        Assert.Equal(text, Encoding.ASCII.GetString(mark.ToBytes()));
        Assert.True(BridgeMark.TryRead(mark.ToBytes(), out var read));
        Assert.Equal(mark, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("1")]
    [InlineData("1 ")]
    [InlineData(" 1")]
    [InlineData("1 1 1")]
    [InlineData("+1 1")]
    [InlineData("1 1spool")]
    [InlineData("1 1 SPOOL")]
    [InlineData("1 1 spool spool")]
    [InlineData("253402300800000 1")]
    [InlineData("99999999999999999999 1")]
    [InlineData("1 99999999999999999999")]
    public void Anything_else_is_none(string text) => Assert.False(BridgeMark.TryRead(Encoding.ASCII.GetBytes(text), out _));
}

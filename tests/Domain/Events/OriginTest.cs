using FsCheck;
using FsCheck.Fluent;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Tests.Events;

public sealed class OriginTest
{
    [Fact]
    public void Text_reads_back()
        => Prop.ForAll(Origins().ToArbitrary(), o => Origin.TryParse(o.ToString(), out var back) && back == o).QuickCheckThrowOnFailure();

    [Fact]
    public void Order_is_epoch_partition_offset_index()
        => Prop.ForAll(Gen.Two(Origins()).ToArbitrary(), pair =>
        {
            var (a, b) = pair;
            var expected = (a.Epoch, a.Partition, a.Offset, a.Index).CompareTo((b.Epoch, b.Partition, b.Offset, b.Index));
            return Math.Sign(a.CompareTo(b)) == Math.Sign(expected) && a < b == expected < 0 && a >= b == expected >= 0;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("1-2-3")]
    [InlineData("1-2-3-4-5")]
    [InlineData("1-2-3-x")]
    [InlineData("-1-2-3-4")]
    [InlineData("1-2-99999999999999999999-4")]
    public void Other_text_is_none(string text) => Assert.False(Origin.TryParse(text, out _));

    private static Gen<Origin> Origins()
        => from small in Gen.Choose(0, 3).ArrayOf(3)
           from offset in Gen.OneOf(Gen.Choose(0, 3).Select(v => (long)v), Gen.Constant(long.MaxValue))
           select new Origin(small[0], small[1], offset, small[2]);
}

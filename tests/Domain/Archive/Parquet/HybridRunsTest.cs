using ServerlessIot.Domain.Archive.Parquet;
using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Tests.Archive.Parquet;

public sealed class HybridRunsTest
{
    [Fact]
    public void Packs_as_the_specifications_example_does()
        => Assert.Equal([0x03, 0b10001000, 0b11000110, 0b11111010], Write([0, 1, 2, 3, 4, 5, 6, 7], bitWidth: 3));

    [Fact]
    public void Eight_equal_values_are_a_run() => Assert.Equal([8 << 1, 5], Write([5, 5, 5, 5, 5, 5, 5, 5], bitWidth: 3));

    [Fact]
    public void A_run_of_wide_values_takes_whole_bytes() => Assert.Equal([0xC8, 0x01, 0x01, 0x02], Write([.. Enumerable.Repeat(0x201, 100)], bitWidth: 10));

    [Fact]
    public void Runs_follow_packed_groups_and_a_last_group_is_filled_up()
        => Assert.Equal([0x03, 0b0000_0001, 16 << 1, 1, 0x03, 0b0000_0010], Write([1, 0, 0, 0, 0, 0, 0, 0, .. Enumerable.Repeat(1, 16), 0, 1], bitWidth: 1));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(255, 8)]
    [InlineData(256, 9)]
    [InlineData(99_999, 17)]
    public void Bits_are_those_of_the_greatest_value(int most, int bits) => Assert.Equal(bits, HybridRuns.BitWidth(most));

    private static byte[] Write(int[] values, int bitWidth)
    {
        var to = new ByteWriter();
        HybridRuns.Write(to, values, bitWidth);
        return to.Written.ToArray();
    }
}

using ServerlessIot.Bridge.Spool;
using ServerlessIot.Domain.Archive;

namespace ServerlessIot.Bridge.Tests.Spool;

public class SpoolFrameTests
{
    [Fact]
    public void A_record_comes_back_as_it_was()
    {
        var frame = SpoolSamples.Frame(7, "kühlhaus", 300);
        var read = SpoolFrame.TryRead([.. frame, 1, 2, 3], out var length);
        var expected = SpoolSamples.Message("kühlhaus", 7, 300);
        Assert.Equal((frame.Length, 7UL, ""), (length, read!.Sequence, read.Topic));
        Assert.Equal(expected.Key, read.Message.Key);
        Assert.Equal(expected.Value, read.Message.Value);
        Assert.Equal(expected.Timestamp, read.Message.Timestamp);
        Assert.Equal(expected.Headers.Select(h => (h.Key, Convert.ToHexString(h.GetValueBytes()))), read.Message.Headers.Select(h => (h.Key, Convert.ToHexString(h.GetValueBytes()))));
    }

    [Fact]
    public void The_checksum_is_that_of_RFC_3720() => Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));

    [Fact]
    public void Neither_a_part_nor_a_changed_bit_is_a_record()
    {
        var frame = SpoolSamples.Frame(1);
        for (var length = 0; length < frame.Length; length++)
            Assert.Null(SpoolFrame.TryRead(frame.AsSpan(0, length), out _));
        for (var bit = 0; bit < frame.Length * 8; bit++)
        {
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(SpoolFrame.TryRead(frame, out _));
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        Assert.NotNull(SpoolFrame.TryRead(frame, out _));
    }
}

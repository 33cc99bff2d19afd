using System.Buffers.Binary;
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
    public void The_number_that_it_replaces_comes_back_and_is_none_in_what_older_bridges_wrote()
    {
        var frame = SpoolSamples.Frame(new SpooledMessage(7, "t", SpoolSamples.Message("d", 7)) { Replaces = 3 });
        Assert.Equal(3UL, SpoolFrame.TryRead(frame, out _)!.Replaces);
        Assert.Equal(frame.Length, SpoolSamples.Frame(new SpooledMessage(7, "t", SpoolSamples.Message("d", 7))).Length);

        var older = frame[..^8];
        BinaryPrimitives.WriteInt32LittleEndian(older, older.Length - SpoolFrame.Head);
        BinaryPrimitives.WriteUInt32LittleEndian(older.AsSpan(4), Crc32C.Of(older.AsSpan(SpoolFrame.Head), Crc32C.Of(older.AsSpan(0, 4))));
        var read = SpoolFrame.TryRead(older, out var length)!;
        Assert.Equal((older.Length, 7UL, 0UL, 2), (length, read.Sequence, read.Replaces, read.Message.Headers.Count));
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

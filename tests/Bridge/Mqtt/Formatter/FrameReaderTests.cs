using System.Buffers;
using ServerlessIot.Bridge.Mqtt.Formatter;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Mqtt.Formatter;

public class FrameReaderTests
{
    [Theory]
    [InlineData(0, 2)]
    [InlineData(127, 2)]
    [InlineData(128, 3)]
    [InlineData(16_383, 3)]
    [InlineData(16_384, 4)]
    [InlineData(2_097_151, 4)]
    [InlineData(2_097_152, 5)]
    public void A_whole_packet_is_taken_and_the_rest_stays(int length, int header)
    {
        var buffer = new ReadOnlySequence<byte>(Bytes.Join([0x30], Bytes.Length(length), new byte[length], [0xC0, 0]));
        Assert.Equal(FrameStatus.Complete, FrameReader.TryRead(ref buffer, int.MaxValue, out var first, out var body));
        Assert.Equal([0x30, length, 2], new[] { first, body.Length, buffer.Length });
        Assert.Equal(header, 1 + Bytes.Length(length).Length);
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0x30 })]
    [InlineData(new byte[] { 0x30, 0x80 })]
    [InlineData(new byte[] { 0x30, 0x80, 0x80, 0x80 })]
    [InlineData(new byte[] { 0x30, 2, 1 })]
    public void A_part_of_a_packet_is_left_alone(byte[] bytes)
    {
        var buffer = new ReadOnlySequence<byte>(bytes);
        Assert.Equal(FrameStatus.Incomplete, FrameReader.TryRead(ref buffer, int.MaxValue, out _, out _));
        Assert.Equal(bytes.Length, buffer.Length);
    }

    [Theory]
    [InlineData(new byte[] { 0x30, 0x80, 0x80, 0x80, 0x80 })]
    [InlineData(new byte[] { 0x30, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    [InlineData(new byte[] { 0x30, 0x80, 0x00 })]
    [InlineData(new byte[] { 0x30, 0x81, 0x80, 0x00 })]
    public void A_length_that_is_none_is_malformed(byte[] bytes)
    {
        var buffer = new ReadOnlySequence<byte>(bytes);
        Assert.Equal(FrameStatus.Malformed, FrameReader.TryRead(ref buffer, int.MaxValue, out _, out _));
    }

    [Theory]
    [InlineData(98, true)]
    [InlineData(99, false)]
    public void The_limit_counts_the_fixed_header_and_does_not_wait_for_the_body(int length, bool fits)
    {
        var buffer = new ReadOnlySequence<byte>([0x30, (byte)length]);
        var status = FrameReader.TryRead(ref buffer, 100, out _, out _);
        Assert.Equal(fits ? FrameStatus.Incomplete : FrameStatus.TooLarge, status);
    }
}

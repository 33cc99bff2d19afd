using System.Buffers;
using ServerlessIot.Bridge.Mqtt.Formatter;
using ServerlessIot.Bridge.Mqtt.Packets;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Mqtt.Formatter;

public class PacketWriterTests
{
    private readonly ArrayBufferWriter<byte> _output = new();

    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(16_384)]
    [InlineData(268_435_455)]
    public void Variable_integers_are_as_short_as_can_be(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        var used = PacketWriter.WriteVariableInteger(bytes, value);
        Assert.Equal(Bytes.Length(value), bytes[..used].ToArray());
    }

    [Fact]
    public void Success_takes_the_short_form()
    {
        PacketWriter.Acknowledge(_output, PacketType.PubRec, 0x1234);
        Assert.Equal([0x50, 2, 0x12, 0x34], _output.WrittenSpan.ToArray());
    }

    [Fact]
    public void A_refusal_says_why()
    {
        PacketWriter.Acknowledge(_output, PacketType.PubAck, 1, ReasonCode.QuotaExceeded, "no");
        Assert.Equal([0x40, 9, 0, 1, 0x97, 5, 0x1F, 0, 2, (byte)'n', (byte)'o'], _output.WrittenSpan.ToArray());
    }

    [Fact]
    public void A_disconnect_may_have_no_words()
    {
        PacketWriter.Disconnect5(_output, ReasonCode.ServerShuttingDown, null);
        Assert.Equal([0xE0, 2, 0x8B, 0], _output.WrittenSpan.ToArray());
    }
}

using ServerlessIot.Simulator.Sending.Lean;

namespace ServerlessIot.Simulator.Tests.Sending;

public sealed class VariableByteIntegerTests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7F")]
    [InlineData(128, "80-01")]
    [InlineData(16_383, "FF-7F")]
    [InlineData(16_384, "80-80-01")]
    [InlineData(268_435_455, "FF-FF-FF-7F")]
    public void Writes_and_reads_as_the_standard_says(int value, string expected)
    {
        var bytes = new byte[4];
        var length = VariableByteInteger.Write(bytes, value);
        Assert.Equal(expected, BitConverter.ToString(bytes, 0, length));
        Assert.Equal(value, VariableByteInteger.Read(bytes.AsSpan(0, length), out var read));
        Assert.Equal(length, read);
    }

    [Theory]
    [InlineData(new byte[] { }, 0)]
    [InlineData(new byte[] { 0x80 }, 0)]
    [InlineData(new byte[] { 0x80, 0x80, 0x80 }, 0)]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80 }, -1)]
    public void Tells_unfinished_from_malformed(byte[] bytes, int expected)
    {
        VariableByteInteger.Read(bytes, out var length);
        Assert.Equal(expected, length);
    }
}

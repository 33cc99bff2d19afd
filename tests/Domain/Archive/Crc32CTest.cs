using System.Text;
using ServerlessIot.Domain.Archive;

namespace ServerlessIot.Domain.Tests.Archive;

public sealed class Crc32CTest
{
    [Fact]
    public void Is_that_of_RFC_3720()
    {
        Assert.Equal(0xE306_9283u, Crc32C.Of("123456789"u8));
        Assert.Equal(0x8A91_36AAu, Crc32C.Of(new byte[32]));
        Assert.Equal(0u, Crc32C.Of([]));
    }

    [Fact]
    public void Goes_on_from_earlier_bytes()
    {
        var text = Encoding.UTF8.GetBytes("the quick brown fox jumps over the lazy dog");
        for (var cut = 0; cut <= text.Length; cut++) Assert.Equal(Crc32C.Of(text), Crc32C.Of(text.AsSpan(cut), Crc32C.Of(text.AsSpan(0, cut))));
    }
}

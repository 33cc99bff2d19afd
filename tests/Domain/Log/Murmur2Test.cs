using System.Text;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Domain.Tests.Log;

public class Murmur2Test
{
    // The vectors of Apache Kafka's own test of Utils.murmur2.
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void Equals_the_Java_clients_hash(string key, int expected) => Assert.Equal(expected, (int)Murmur2.Hash(Encoding.UTF8.GetBytes(key)));
}

using System.Net;
using System.Text;
using ServerlessIot.Bridge.Access.Bans;

namespace ServerlessIot.Bridge.Tests.Access.Bans;

public sealed class AddressListTests
{
    private static readonly AddressList List = AddressList.Read(Encoding.UTF8.GetBytes("# these\n192.0.2.7\n198.51.100.0/24 # why\n10.0.0.0/8\n2001:db8::/32\n2001:db9::1\r\n\n"));

    [Theory]
    [InlineData("192.0.2.7", true)]
    [InlineData("::ffff:192.0.2.7", true)]
    [InlineData("192.0.2.6", false)]
    [InlineData("198.51.100.0", true)]
    [InlineData("198.51.100.255", true)]
    [InlineData("198.51.101.0", false)]
    [InlineData("10.255.1.2", true)]
    [InlineData("11.0.0.0", false)]
    [InlineData("2001:db8:ffff::1", true)]
    [InlineData("2001:db9::1", true)]
    [InlineData("2001:db9::2", false)]
    [InlineData("::c000:207", false)]
    public void It_holds(string address, bool holds) => Assert.Equal(holds, List.Holds(IPAddress.Parse(address)));

    [Theory]
    [InlineData("0.0.0.0/0", "203.0.113.9", "::1")]
    [InlineData("::/0", "2001::1", "203.0.113.9")]
    public void A_family_as_a_whole(string network, string inside, string outside)
    {
        var list = AddressList.Read(Encoding.UTF8.GetBytes(network));
        Assert.Equal((true, false), (list.Holds(IPAddress.Parse(inside)), list.Holds(IPAddress.Parse(outside))));
    }

    [Fact]
    public void It_agrees_with_the_framework_about_random_networks()
    {
        var random = new Random(3);
        for (var round = 0; round < 2_000; round++)
        {
            var bytes = new byte[random.Next(2) == 0 ? 4 : 16];
            random.NextBytes(bytes);
            var length = random.Next(bytes.Length * 8 + 1);
            for (var bit = length; bit < bytes.Length * 8; bit++)
                bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
            var network = new IPNetwork(new IPAddress(bytes), length);
            var list = AddressList.Read(Encoding.UTF8.GetBytes(network.ToString()));
            for (var i = 0; i < 10; i++)
            {
                var other = bytes.ToArray();
                other[random.Next(other.Length)] ^= (byte)random.Next(256);
                Assert.Equal(network.Contains(new IPAddress(other)), list.Holds(new IPAddress(other)));
            }
        }
    }

    [Theory]
    [InlineData("acme/d1")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/")]
    [InlineData("x")]
    public void A_line_that_is_neither_has_its_number(string line) =>
        Assert.Contains("line 2", Assert.Throws<FormatException>(() => AddressList.Read(Encoding.UTF8.GetBytes($"10.0.0.1\n{line}\n"))).Message, StringComparison.Ordinal);
}

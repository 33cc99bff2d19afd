using System.Net;
using ServerlessIot.Bridge.Coap.Exchanges;

namespace ServerlessIot.Bridge.Tests.Coap;

public class ExchangeTableTests
{
    private static readonly IPEndPoint Peer = new(IPAddress.Loopback, 1);

    [Fact]
    public void A_message_is_known_again_by_its_sender_and_id()
    {
        var table = new ExchangeTable(TimeProvider.System);
        Assert.True(table.Begin(Peer, 1, out var first));
        Assert.False(table.Begin(new IPEndPoint(IPAddress.Loopback, 1), 1, out var again));
        Assert.Same(first, again);
        Assert.True(table.Begin(new IPEndPoint(IPAddress.Loopback, 2), 1, out _));
        Assert.True(table.Begin(Peer, 2, out _));
    }

    [Fact]
    public void The_oldest_is_forgotten_when_there_is_no_room()
    {
        var table = new ExchangeTable(TimeProvider.System, capacity: 3);
        for (ushort id = 0; id < 5; id++)
            Assert.True(table.Begin(Peer, id, out _));
        Assert.Equal(3, table.Count);
        Assert.False(table.Begin(Peer, 4, out _));
        Assert.True(table.Begin(Peer, 0, out _));
    }
}

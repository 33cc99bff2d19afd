using ServerlessIot.Bridge.Coap.Exchanges;

namespace ServerlessIot.Bridge.Tests.Coap;

public class MessageIdsTests
{
    [Fact]
    public void None_comes_twice_among_all_and_none_says_what_the_next_one_is()
    {
        var ids = new MessageIds();
        var all = Enumerable.Range(0, 65_536).Select(_ => (int)ids.Next()).ToList();
        Assert.Equal(65_536, all.Distinct().Count());
        Assert.InRange(all.Zip(all.Skip(1)).Count(pair => pair.Second == pair.First + 1), 0, 50);
        Assert.NotEqual(all.Take(100), Enumerable.Range(0, 100).Select(_ => (int)ids.Next()));
    }
}

using ServerlessIot.Bridge.Ingest;

namespace ServerlessIot.Bridge.Tests.Ingest;

public class BodySharesTests
{
    private readonly BodyShares _shares = new(100);

    [Fact]
    public void One_body_passes_whatever_its_size_and_others_while_the_share_lasts()
    {
        Assert.True(_shares.TryTake("a", 500));
        Assert.False(_shares.TryTake("a", 1));
        Assert.True(_shares.TryTake("b", 60));
        Assert.True(_shares.TryTake("b", 40));
        Assert.False(_shares.TryTake("b", 1));
    }

    [Fact]
    public void What_is_given_back_can_be_taken_again()
    {
        Assert.True(_shares.TryTake("a", 60));
        Assert.True(_shares.TryTake("a", 40));
        _shares.Return("a", 40);
        Assert.False(_shares.TryTake("a", 41));
        _shares.Return("a", 60);
        Assert.True(_shares.TryTake("a", 500));
    }

    [Fact]
    public void Empty_bodies_count_as_bodies()
    {
        Assert.True(_shares.TryTake("a", 0));
        Assert.True(_shares.TryTake("a", 0));
        _shares.Return("a", 0);
        Assert.False(_shares.TryTake("a", 101));
        _shares.Return("a", 0);
        Assert.True(_shares.TryTake("a", 101));
    }
}

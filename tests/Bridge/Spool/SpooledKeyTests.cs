using ServerlessIot.Bridge.Spool;

namespace ServerlessIot.Bridge.Tests.Spool;

public class SpooledKeyTests
{
    private readonly SpooledKey _key = new("gone");

    [Fact]
    public void What_lies_before_the_first_that_was_written_once_more_comes_behind_it()
    {
        _key.PutBack(1);
        Assert.True(_key.IsBehind(2) && _key.IsBehind(1_000) && _key.IsPuttingBack);
        _key.IsBack(11);
        Assert.True(_key.IsBehind(10) && !_key.IsBehind(11) && _key.IsPuttingBack);
        Assert.False(_key.IsReached(10));
        Assert.True(_key.IsReached(11) && !_key.IsReached(12));
        Assert.False(_key.IsPuttingBack);
    }

    [Fact]
    public void When_none_of_a_round_could_be_written_nothing_lies_behind()
    {
        _key.PutBack(1);
        _key.PutBack(2);
        _key.NotBack();
        Assert.True(_key.IsBehind(3));
        _key.NotBack();
        Assert.False(_key.IsBehind(1) || _key.IsPuttingBack);
    }

    [Fact]
    public void When_a_part_of_a_round_could_be_written_the_rest_lies_behind()
    {
        _key.PutBack(1);
        _key.PutBack(2);
        _key.IsBack(11);
        _key.NotBack();
        Assert.True(_key.IsBehind(2) && !_key.IsBehind(11));
    }

    [Fact]
    public void A_second_round_that_could_not_be_written_leaves_the_first()
    {
        _key.PutBack(1);
        _key.IsBack(11);
        Assert.True(_key.IsReached(11));
        _key.PutBack(11);
        Assert.True(_key.IsBehind(11) && _key.IsPuttingBack);
        _key.NotBack();
        Assert.True(_key.IsBehind(10) && !_key.IsBehind(11) && !_key.IsPuttingBack);
    }

    [Fact]
    public void A_round_begins_when_the_one_before_is_on_the_disk()
    {
        _key.PutBack(1);
        _key.PutBack(2);
        _key.IsBack(11);
        Assert.True(_key.MayPutBack(3) && !_key.MayPutBack(11));
        _key.IsBack(12);
        Assert.True(_key.MayPutBack(11));
    }

    [Fact]
    public void While_some_wait_to_be_written_once_more_later_ones_would_lie_before_them()
    {
        _key.PutBack(1);
        _key.PutBack(2);
        _key.IsBack(11);
        _key.NotBack();
        _key.Parked = 1;
        Assert.True(_key.IsReached(11) && _key.IsPuttingBack);
        _key.Parked = 0;
        Assert.False(_key.IsPuttingBack);
    }

    [Fact]
    public void Of_what_is_found_the_first_of_the_last_round_counts()
    {
        // Records 3 and 4, three that were written in the place of 1 to 3, a new one, and one of those three once more.
        foreach (var (sequence, replaces) in new (ulong, ulong)[] { (3, 0), (4, 0), (11, 1), (12, 2), (13, 3), (14, 0) })
            _key.Found(sequence, replaces);
        Assert.True(_key.IsBehind(4) && !_key.IsBehind(11) && _key.IsPuttingBack);
        _key.Found(21, 11);
        Assert.True(_key.IsBehind(14) && !_key.IsBehind(21));
        Assert.Equal(7, _key.Pending);
    }
}

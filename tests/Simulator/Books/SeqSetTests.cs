using ServerlessIot.Simulator.Books;

namespace ServerlessIot.Simulator.Tests.Books;

public sealed class SeqSetTests
{
    [Theory]
    [InlineData(new long[] { 1, 2, 3 }, "1-3")]
    [InlineData(new long[] { 3, 1, 2 }, "1-3")]
    [InlineData(new long[] { 1, 3, 5, 4 }, "1-1 3-5")]
    [InlineData(new long[] { 5, 1, 3 }, "1-1 3-3 5-5")]
    [InlineData(new long[] { 2, 2, 2 }, "2-2")]
    public void Keeps_numbers_as_ranges(long[] numbers, string expected)
    {
        var set = new SeqSet();
        foreach (var number in numbers)
            set.Add(number);
        Assert.Equal(expected, string.Join(' ', set.Ranges.Select(range => $"{range.First}-{range.Last}")));
        Assert.Equal(numbers.Distinct().Count(), set.Count);
    }

    [Fact]
    public void Holds_the_same_as_a_plain_set_whatever_the_order()
    {
        var random = new Random(7);
        var (set, plain) = (new SeqSet(), new HashSet<long>());
        for (var i = 0; i < 5000; i++)
        {
            var seq = random.NextInt64(1, 2000);
            Assert.Equal(plain.Add(seq), set.Add(seq));
        }
        Assert.Equal(plain.Order(), set.Ranges.SelectMany(range => Enumerable.Range((int)range.First, (int)range.Count)).Select(seq => (long)seq));
        Assert.All(Enumerable.Range(1, 2000), seq => Assert.Equal(plain.Contains(seq), set.Contains(seq)));
        Assert.Equal(2000 - plain.Count, set.Missing(2000).Sum(range => range.Count));
    }

    [Fact]
    public void Tells_what_is_missing()
    {
        var set = new SeqSet([new SeqRange(3, 5), new SeqRange(8, 8)]);
        Assert.Equal([new SeqRange(1, 2), new SeqRange(6, 7), new SeqRange(9, 10)], set.Missing(10));
        Assert.Empty(new SeqSet([new SeqRange(1, 4)]).Missing(4));
        Assert.Equal([new SeqRange(1, 4)], new SeqSet().Missing(4));
    }
}

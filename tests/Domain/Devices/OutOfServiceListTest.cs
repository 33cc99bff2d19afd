using System.Text;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Devices;

namespace ServerlessIot.Domain.Tests.Devices;

public class OutOfServiceListTest
{
    private const long Now = 1_763_600_000_000;

    [Fact]
    public void What_is_written_is_read_again_in_order()
    {
        var list = With(OutOfServiceList.Empty, Out("t", "b", 2), Out("t", "a", 1), Out("s", "ü ✓", 3), In("t", "c", 4));
        var read = OutOfServiceList.Read(list.ToBytes());
        Assert.Equal(3, read.Count);
        Assert.True(read.Holds("t", "a") && read.Holds("t/b") && read.Holds("s", "ü ✓"));
        Assert.False(read.Holds("t", "c") || read.Holds("s", "a") || read.Holds("T", "a"));
        Assert.Equal(list.ToBytes(), With(OutOfServiceList.Empty, Out("s", "ü ✓", 3), Out("t", "a", 1), Out("t", "b", 2)).ToBytes());
        Assert.Equal(2, With(read, In("t", "a", 9), In("t", "a", 9)).Count);
        Assert.Equal(3, read.Count);
    }

    [Fact]
    public void Whatever_order_it_comes_in_and_how_often_the_newest_revision_counts()
    {
        ServiceState[] said = [Out("t", "d", 10), In("t", "d", 11) with { Returns = true }, Out("t", "d", 12), In("t", "d", 13) with { Returns = true }];
        foreach (var order in Orders(said))
        {
            var list = order.Concat(order).Aggregate(OutOfServiceList.Empty, (list, state) => OutOfServiceList.Read(With(list, state).ToBytes()));
            Assert.False(list.Holds("t", "d"));
            Assert.True(With(list, Out("t", "d", 14)).Holds("t", "d"));
        }

        foreach (var order in Orders(said[..3])) Assert.True(order.Aggregate(OutOfServiceList.Empty, (list, state) => With(list, state)).Holds("t", "d"));
    }

    [Fact]
    public void Nothing_new_is_the_same_list()
    {
        var list = With(OutOfServiceList.Empty, Out("t", "d", 10));
        Assert.Same(list, With(list, Out("t", "d", 10), Out("t", "d", 9), In("t", "d", 9), In("t", "other", 99)));
    }

    [Fact]
    public void That_one_returned_is_forgotten_when_nobody_can_say_otherwise_any_more()
    {
        var list = With(OutOfServiceList.Empty, Out("t", "d", Now - 7_200_000), In("t", "d", Now - 3_600_001) with { Returns = true });
        Assert.Contains("\"returned\":{\"t/d\":", Encoding.UTF8.GetString(list.ToBytes()), StringComparison.Ordinal);
        Assert.Contains("\"returned\":{}", Encoding.UTF8.GetString(With(list, Out("t", "another", Now)).ToBytes()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"devices\":{}}")]
    [InlineData("{\"devices\":null,\"returned\":{}}")]
    [InlineData("{\"devices\":{\"t/d\":null},\"returned\":{}}")]
    [InlineData("{\"devices\":[\"t/d\"],\"returned\":{}}")]
    [InlineData("{\"devices\":{\"device\":1},\"returned\":{}}")]
    [InlineData("{\"devices\":{\"/device\":1},\"returned\":{}}")]
    [InlineData("{\"devices\":{\"tenant/\":1},\"returned\":{}}")]
    [InlineData("{\"devices\":{\"tenant/#\":1},\"returned\":{}}")]
    [InlineData("{\"devices\":{\"tenant/a/b\":1},\"returned\":{}}")]
    public void What_is_no_list_is_refused(string file) => Assert.Throws<CorruptDataException>(() => OutOfServiceList.Read(Encoding.UTF8.GetBytes(file)));

    [Fact]
    public void There_is_room_for_so_many_and_what_does_not_fit_is_told_without_the_rest()
    {
        var full = With(OutOfServiceList.Empty, [.. Enumerable.Range(0, OutOfServiceList.MostDevices).Select(i => Out("t", $"d{i}", 1))]);
        Assert.Equal(OutOfServiceList.MostDevices, OutOfServiceList.Read(full.ToBytes()).Count);
        // Room is made first.
        Assert.Equal(OutOfServiceList.MostDevices, With(full, Out("t", "another", 1), In("t", "d0", 2)).Count);
        var left = new List<ServiceState>();
        var next = full.With([Out("t", "b", 1), Out("t", "c", 1), In("t", "d1", 2), Out("t", "d2", 2)], Now, left);
        Assert.Equal((OutOfServiceList.MostDevices, true, false, true), (next.Count, next.Holds("t", "b"), next.Holds("t", "d1"), next.Holds("t", "d2")));
        Assert.Equal([Out("t", "c", 1)], left);
    }

    [Fact]
    public void There_is_room_for_so_much()
    {
        var left = new List<ServiceState>();
        var list = OutOfServiceList.Empty.With(Enumerable.Range(0, 20_000).Select(i => Out(new string('é', 128), $"{new string('é', 120)}{i:D6}", 1)), Now, left);
        Assert.InRange(list.Count * 503L, OutOfServiceList.MostNameBytes - 1_024, OutOfServiceList.MostNameBytes);
        Assert.Equal(20_000, list.Count + left.Count);
        Assert.Equal(list.Count, OutOfServiceList.Read(list.ToBytes()).Count);
        // What left leaves room again.
        var again = new List<ServiceState>();
        list.With([In(left[0].Tenant, $"{new string('é', 120)}{0:D6}", 2), left[0]], Now, again);
        Assert.Empty(again);
    }

    private static ServiceState Out(string tenant, string device, long revision) => new(tenant, device, true, revision);

    private static ServiceState In(string tenant, string device, long revision) => new(tenant, device, false, revision);

    private static OutOfServiceList With(OutOfServiceList list, params ServiceState[] states)
    {
        var full = new List<ServiceState>();
        var next = list.With(states, Now, full);
        Assert.Empty(full);
        return next;
    }

    private static IEnumerable<ServiceState[]> Orders(ServiceState[] states) =>
        states.Length == 0 ? [[]] : states.SelectMany((state, i) => Orders([.. states[..i], .. states[(i + 1)..]]).Select(rest => (ServiceState[])[state, .. rest]));
}

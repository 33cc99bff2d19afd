using Confluent.Kafka;
using ServerlessIot.Bridge.Kafka;

namespace ServerlessIot.Bridge.Tests.Kafka;

public class InFlightListTests
{
    [Fact]
    public void Records_leave_from_anywhere_and_the_rest_keeps_its_order()
    {
        var list = new InFlightList();
        var records = Enumerable.Range(0, 5).Select(_ => new InFlightRecord(new Message<byte[], byte[]>(), 0, 0, null, 0, 0)).ToArray();
        foreach (var record in records)
            list.Append_NeedsLock(record);
        foreach (var i in new[] { 2, 0, 4 })
            Assert.True(list.Remove_NeedsLock(records[i]));
        Assert.False(list.Remove_NeedsLock(records[2]));
        Assert.Equal([records[1], records[3]], list.After_NeedsLock(0));
        Assert.Equal([records[3]], list.After_NeedsLock(records[1].Sequence));
        Assert.Equal((2, records[1]), (list.Count, list.First));
    }

    [Fact]
    public void The_oldest_whose_age_counts_is_known_whatever_leaves()
    {
        var list = new InFlightList(record => record.Topic is null);
        var records = new[] { "x", null, "x", null, "x" }.Select(topic => new InFlightRecord(new Message<byte[], byte[]>(), 0, 0, null, 0, 0) { Topic = topic }).ToArray();
        Assert.Null(list.FirstOwn);
        foreach (var record in records)
            list.Append_NeedsLock(record);
        Assert.Equal((records[0], records[1]), (list.First, list.FirstOwn));
        list.Remove_NeedsLock(records[2]);
        list.Remove_NeedsLock(records[1]);
        Assert.Equal(records[3], list.FirstOwn);
        list.Remove_NeedsLock(records[3]);
        Assert.Null(list.FirstOwn);
        list.Append_NeedsLock(records[1]);
        Assert.Equal(records[1], list.FirstOwn);
    }

    [Fact]
    public void A_record_settles_once()
    {
        var record = new InFlightRecord(new Message<byte[], byte[]>(), 0, 0, null, 0, 0);
        record.Settle(RecordOutcome.Stored);
        record.Settle(RecordOutcome.Refused);
        Assert.Equal(RecordOutcome.Stored, record.Outcome);
    }
}

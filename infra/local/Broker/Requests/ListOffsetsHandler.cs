using ServerlessIot.Broker.Storage;
using ServerlessIot.Broker.Topics;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>First, last or time-based offsets of partitions.</summary>
internal sealed class ListOffsetsHandler(TopicStore topics) : RequestHandler(ApiKey.ListOffsets, 1, 7, 6)
{
    private const long Latest = -1;
    private const long Earliest = -2;
    private const long NewestTime = -3;

    public override ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        var version = request.Version;
        var body = request.Body();
        body.Int32();
        if (version >= 2)
        {
            body.Byte();
            response.Int32(0);
        }

        var topicCount = Math.Max(0, body.ArrayLength());
        response.ArrayLength(topicCount);
        for (; topicCount > 0; topicCount--)
        {
            var name = body.String();
            response.String(name);
            var partitions = Math.Max(0, body.ArrayLength());
            response.ArrayLength(partitions);
            for (; partitions > 0; partitions--)
            {
                var index = body.Int32();
                if (version >= 4)
                    body.Int32();
                var timestamp = body.Int64();
                body.Tags();
                Write(index, topics.Partition(name, index), timestamp, response, version);
            }

            body.Tags();
            response.Tags();
        }

        response.Tags();
        return ValueTask.CompletedTask;
    }

    private static void Write(int index, PartitionLog? log, long timestamp, WireWriter response, short version)
    {
        var (offset, time) = log is null ? (-1, -1) : Find(log, timestamp);
        response.Int32(index);
        response.Error(log is null ? ErrorCode.UnknownTopicOrPartition : ErrorCode.None);
        response.Int64(time);
        response.Int64(offset);
        if (version >= 4)
            response.Int32(offset < 0 ? -1 : PartitionLog.LeaderEpoch);
        response.Tags();
    }

    private static (long Offset, long Timestamp) Find(PartitionLog log, long timestamp) => timestamp switch
    {
        Latest => (log.EndOffset, -1),
        Earliest => (log.StartOffset, -1),
        NewestTime => log.FindNewestTime(),
        _ => log.FindTime(timestamp),
    };
}

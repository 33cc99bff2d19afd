using ServerlessIot.Broker.Storage;
using ServerlessIot.Broker.Topics;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>Where a leader's time ended: with one broker, at the log's end.</summary>
internal sealed class OffsetForLeaderEpochHandler(TopicStore topics) : RequestHandler(ApiKey.OffsetForLeaderEpoch, 0, 4, 4)
{
    public override ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        var version = request.Version;
        var body = request.Body();
        if (version >= 3)
            body.Int32();
        if (version >= 2)
            response.Int32(0);
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
                if (version >= 2)
                    body.Int32();
                var epoch = body.Int32();
                body.Tags();
                Write(index, topics.Partition(name, index), epoch, response, version);
            }

            body.Tags();
            response.Tags();
        }

        response.Tags();
        return ValueTask.CompletedTask;
    }

    private static void Write(int index, PartitionLog? log, int epoch, WireWriter response, short version)
    {
        var known = log is not null && epoch == PartitionLog.LeaderEpoch;
        response.Error(log is null ? ErrorCode.UnknownTopicOrPartition : ErrorCode.None);
        response.Int32(index);
        if (version >= 1)
            response.Int32(known ? epoch : -1);
        response.Int64(known ? log!.EndOffset : -1);
        response.Tags();
    }
}

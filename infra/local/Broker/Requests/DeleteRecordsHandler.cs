using ServerlessIot.Broker.Topics;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>Makes the first records of partitions unreadable.</summary>
internal sealed class DeleteRecordsHandler(TopicStore topics) : RequestHandler(ApiKey.DeleteRecords, 0, 2, 2)
{
    public override ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        var body = request.Body();
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
                var offset = body.Int64();
                body.Tags();
                var log = topics.Partition(name, index);
                var start = log?.DeleteBefore(offset) ?? -1;
                response.Int32(index);
                response.Int64(start);
                response.Error(log is null ? ErrorCode.UnknownTopicOrPartition : start < 0 ? ErrorCode.OffsetOutOfRange : ErrorCode.None);
                response.Tags();
            }

            body.Tags();
            response.Tags();
        }

        response.Tags();
        return ValueTask.CompletedTask;
    }
}

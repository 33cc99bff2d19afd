using ServerlessIot.Broker.Legacy;
using ServerlessIot.Broker.Storage;
using ServerlessIot.Broker.Topics;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>Appends record batches; answered when they are in the log.</summary>
internal sealed class ProduceHandler(TopicStore topics, TimeProvider time, ILogger log) : RequestHandler(ApiKey.Produce, 0, 9, 9)
{
    public override ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        var version = request.Version;
        var body = request.Body();
        if (version >= 3)
            body.NullableString();
        request.AnswerWanted = body.Int16() != 0;
        body.Int32();
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
                var partition = body.Int32();
                var length = body.Bytes().Length;
                var records = request.Frame.Slice(body.Position - length, length);
                body.Tags();
                Write(partition, topics.Partition(name, partition), Append(name, partition, records), response, version);
            }

            body.Tags();
            response.Tags();
        }

        if (version >= 1)
            response.Int32(0);
        response.Tags();
        return ValueTask.CompletedTask;
    }

    private AppendResult Append(string topic, int partition, Memory<byte> records)
    {
        if (topics.Partition(topic, partition) is not { } partitionLog)
            return new AppendResult(ErrorCode.UnknownTopicOrPartition, -1, $"there is no partition {partition} of topic {topic}");
        try
        {
            return LegacyMessages.AreIn(records.Span)
                ? LegacyMessages.Append(partitionLog, records, time.GetUtcNow().ToUnixTimeMilliseconds())
                : partitionLog.Append(records.Span);
        }
        catch (IOException e)
        {
            BrokerLog.AppendFailed(log, topic, partition, e);
            return new AppendResult(ErrorCode.KafkaStorageError, -1, e.Message);
        }
    }

    private static void Write(int partition, PartitionLog? partitionLog, in AppendResult result, WireWriter response, short version)
    {
        response.Int32(partition);
        response.Error(result.Error);
        response.Int64(result.BaseOffset);
        if (version >= 2)
            response.Int64(-1);
        if (version >= 5)
            response.Int64(partitionLog?.StartOffset ?? -1);
        if (version >= 8)
        {
            response.ArrayLength(0);
            response.String(result.Message);
        }

        response.Tags();
    }
}

using ServerlessIot.Broker.Groups;
using ServerlessIot.Broker.Topics;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>Stores a group's places; durable before the answer.</summary>
internal sealed class OffsetCommitHandler(GroupCoordinator groups, OffsetStore offsets, TopicStore topics, ILogger log)
    : RequestHandler(ApiKey.OffsetCommit, 2, 8, 8)
{
    // Kafka's default for offset.metadata.max.bytes.
    private const int MaxMetadata = 4096;

    private readonly record struct Place(int Partition, CommittedOffset Offset);

    public override ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        var version = request.Version;
        var body = request.Body();
        var id = body.String();
        var generation = body.Int32();
        var member = body.String();
        var instance = version >= 7 ? body.NullableString() : null;
        if (version <= 4)
            body.Int64();
        var asked = new (string Topic, Place[] Places)[Math.Max(0, body.ArrayLength())];
        for (var i = 0; i < asked.Length; i++)
            asked[i] = ReadTopic(ref body, version);
        var error = id.Length == 0 ? ErrorCode.InvalidGroupId
            : groups.TryGet(id, out var group) ? group.CheckCommit(member, instance, generation)
            : generation < 0 ? ErrorCode.None : ErrorCode.IllegalGeneration;
        if (error == ErrorCode.None)
            error = Commit(id, asked);
        if (version >= 3)
            response.Int32(0);
        response.ArrayLength(asked.Length);
        foreach (var (topic, places) in asked)
        {
            response.String(topic);
            response.ArrayLength(places.Length);
            foreach (var place in places)
            {
                response.Int32(place.Partition);
                response.Error(error == ErrorCode.None ? Check(topic, place) : error);
                response.Tags();
            }

            response.Tags();
        }

        response.Tags();
        return ValueTask.CompletedTask;
    }

    private static (string Topic, Place[] Places) ReadTopic(ref WireReader body, short version)
    {
        var name = body.String();
        var places = new Place[Math.Max(0, body.ArrayLength())];
        for (var i = 0; i < places.Length; i++)
        {
            var partition = body.Int32();
            var offset = body.Int64();
            var epoch = version >= 6 ? body.Int32() : -1;
            places[i] = new Place(partition, new CommittedOffset(offset, epoch, body.NullableString() ?? ""));
            body.Tags();
        }

        body.Tags();
        return (name, places);
    }

    private ErrorCode Commit(string group, (string Topic, Place[] Places)[] asked)
    {
        var good = asked
            .SelectMany(static topic => topic.Places, static (topic, place) => (topic.Topic, place))
            .Where(pair => Check(pair.Topic, pair.place) == ErrorCode.None)
            .Select(static pair => (pair.Topic, pair.place.Partition, pair.place.Offset))
            .ToArray();
        if (good.Length == 0)
            return ErrorCode.None;
        try
        {
            offsets.Commit(group, good);
            return ErrorCode.None;
        }
        catch (IOException e)
        {
            BrokerLog.CommitFailed(log, group, e);
            return ErrorCode.KafkaStorageError;
        }
    }

    private ErrorCode Check(string topic, in Place place) =>
        topics.Partition(topic, place.Partition) is null ? ErrorCode.UnknownTopicOrPartition
        : place.Offset.Metadata.Length > MaxMetadata ? ErrorCode.OffsetMetadataTooLarge
        : ErrorCode.None;
}

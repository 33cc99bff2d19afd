using ServerlessIot.Broker.Groups;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>A group's committed places; from version 8 of several groups at once.</summary>
internal sealed class OffsetFetchHandler(OffsetStore offsets) : RequestHandler(ApiKey.OffsetFetch, 1, 9, 6)
{
    public override ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        var version = request.Version;
        var body = request.Body();
        if (version >= 3)
            response.Int32(0);
        if (version < 8)
        {
            WriteTopics(ref body, body.String(), response, version);
            if (version >= 2)
                response.Error(ErrorCode.None);
            response.Tags();
            return ValueTask.CompletedTask;
        }

        var groups = Math.Max(0, body.ArrayLength());
        response.ArrayLength(groups);
        for (; groups > 0; groups--)
        {
            var group = body.String();
            if (version >= 9)
            {
                body.NullableString();
                body.Int32();
            }

            response.String(group);
            WriteTopics(ref body, group, response, version);
            body.Tags();
            response.Error(ErrorCode.None);
            response.Tags();
        }

        response.Tags();
        return ValueTask.CompletedTask;
    }

    private void WriteTopics(ref WireReader body, string group, WireWriter response, short version)
    {
        var topics = body.ArrayLength();
        if (topics < 0)
        {
            WriteAll(group, response, version);
            return;
        }

        response.ArrayLength(topics);
        for (; topics > 0; topics--)
        {
            var name = body.String();
            var partitions = body.Int32Array();
            body.Tags();
            WriteTopic(name, [.. partitions.Select(partition => (partition, offsets.Get(group, name, partition)))], response, version);
        }
    }

    private void WriteAll(string group, WireWriter response, short version)
    {
        var byTopic = offsets.GetAll(group).GroupBy(static pair => pair.Key.Topic).ToArray();
        response.ArrayLength(byTopic.Length);
        foreach (var topic in byTopic)
            WriteTopic(topic.Key, [.. topic.Select(static pair => (pair.Key.Partition, (CommittedOffset?)pair.Value))], response, version);
    }

    private static void WriteTopic(string name, (int Partition, CommittedOffset? Offset)[] places, WireWriter response, short version)
    {
        response.String(name);
        response.ArrayLength(places.Length);
        foreach (var (partition, offset) in places)
        {
            response.Int32(partition);
            response.Int64(offset?.Offset ?? -1);
            if (version >= 5)
                response.Int32(offset?.LeaderEpoch ?? -1);
            response.String(offset?.Metadata ?? "");
            response.Error(ErrorCode.None);
            response.Tags();
        }

        response.Tags();
    }
}

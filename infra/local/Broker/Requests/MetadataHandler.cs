using ServerlessIot.Broker.Storage;
using ServerlessIot.Broker.Topics;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>Where which partition is; creates topics on the first question for them.</summary>
internal sealed class MetadataHandler(TopicStore topics, ClusterInfo cluster, BrokerOptions options) : RequestHandler(ApiKey.Metadata, 0, 12, 9)
{
    private readonly record struct Answer(string? Name, Guid Id, ErrorCode Error, Topic? Topic);

    public override ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        var version = request.Version;
        var answers = Answers(request);
        if (version >= 3)
            response.Int32(0);
        WriteBrokers(response, version);
        if (version >= 2)
            response.String(cluster.ClusterId);
        if (version >= 1)
            response.Int32(ClusterInfo.BrokerId);
        response.ArrayLength(answers.Count);
        foreach (var answer in answers)
            WriteTopic(answer, response, version);
        if (version is >= 8 and <= 10)
            response.Int32(ClusterInfo.OperationsUnknown);
        response.Tags();
        return ValueTask.CompletedTask;
    }

    private List<Answer> Answers(Request request)
    {
        var body = request.Body();
        var count = body.ArrayLength();
        if (count < 0 || (count == 0 && request.Version == 0))
            return [.. topics.All.Select(static topic => new Answer(topic.Name, topic.Id, ErrorCode.None, topic))];
        var asked = new (Guid Id, string? Name)[count];
        for (var i = 0; i < count; i++)
        {
            asked[i] = (request.Version >= 10 ? body.Uuid() : Guid.Empty, request.Version >= 10 ? body.NullableString() : body.String());
            body.Tags();
        }

        var mayCreate = (request.Version < 4 || body.Bool()) && options.AutoCreateTopics;
        return [.. asked.Select(topic => topic.Name is null ? ById(topic.Id) : ByName(topic.Name, mayCreate))];
    }

    private Answer ById(Guid id) => topics.TryGet(id, out var topic)
        ? new Answer(topic.Name, id, ErrorCode.None, topic)
        : new Answer(null, id, ErrorCode.UnknownTopicId, null);

    private Answer ByName(string name, bool mayCreate)
    {
        if (topics.TryGet(name, out var topic))
            return new Answer(name, topic.Id, ErrorCode.None, topic);
        if (!TopicName.IsValid(name))
            return new Answer(name, Guid.Empty, ErrorCode.InvalidTopic, null);
        if (!mayCreate)
            return new Answer(name, Guid.Empty, ErrorCode.UnknownTopicOrPartition, null);
        var (error, _, created) = topics.Create(name, -1, new Dictionary<string, string>());
        return created is null ? new Answer(name, Guid.Empty, error, null) : new Answer(name, created.Id, ErrorCode.None, created);
    }

    private void WriteBrokers(WireWriter response, short version)
    {
        response.ArrayLength(1);
        response.Int32(ClusterInfo.BrokerId);
        response.String(cluster.Host);
        response.Int32(cluster.Port);
        if (version >= 1)
            response.String(null);
        response.Tags();
    }

    private static void WriteTopic(in Answer answer, WireWriter response, short version)
    {
        response.Error(answer.Error);
        response.String(answer.Name ?? (version >= 12 ? null : ""));
        if (version >= 10)
            response.Uuid(answer.Id);
        if (version >= 1)
            response.Bool(false);
        var partitions = answer.Topic?.Partitions.Length ?? 0;
        response.ArrayLength(partitions);
        for (var i = 0; i < partitions; i++)
            WritePartition(i, response, version);
        if (version >= 8)
            response.Int32(ClusterInfo.OperationsUnknown);
        response.Tags();
    }

    private static void WritePartition(int index, WireWriter response, short version)
    {
        response.Error(ErrorCode.None);
        response.Int32(index);
        response.Int32(ClusterInfo.BrokerId);
        if (version >= 7)
            response.Int32(PartitionLog.LeaderEpoch);
        response.Int32Array([ClusterInfo.BrokerId]);
        response.Int32Array([ClusterInfo.BrokerId]);
        if (version >= 5)
            response.Int32Array([]);
        response.Tags();
    }
}

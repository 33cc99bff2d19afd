using ServerlessIot.Broker.Topics;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>Creates topics with settings.</summary>
internal sealed class CreateTopicsHandler(TopicStore topics, BrokerOptions options) : RequestHandler(ApiKey.CreateTopics, 0, 7, 5)
{
    // Kafka's value for a setting made for the topic itself.
    private const byte OwnSetting = 1;
    private const byte DefaultSetting = 5;

    private sealed record Wanted(string Name, int Partitions, short Replicas, int AssignedPartitions, bool ForeignReplicas, Dictionary<string, string> Configs);

    public override ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        var version = request.Version;
        var body = request.Body();
        var wanted = new Wanted[Math.Max(0, body.ArrayLength())];
        for (var i = 0; i < wanted.Length; i++)
            wanted[i] = Read(ref body);
        body.Int32();
        var validateOnly = version >= 1 && body.Bool();
        if (version >= 2)
            response.Int32(0);
        response.ArrayLength(wanted.Length);
        foreach (var topic in wanted)
        {
            var (error, message, created) = Create(topic, validateOnly);
            response.String(topic.Name);
            if (version >= 7)
                response.Uuid(error == ErrorCode.None && created is not null ? created.Id : Guid.Empty);
            response.Error(error);
            if (version >= 1)
                response.String(message);
            if (version >= 5)
                WriteDetails(error == ErrorCode.None ? created : null, response);
            response.Tags();
        }

        response.Tags();
        return ValueTask.CompletedTask;
    }

    private static Wanted Read(ref WireReader body)
    {
        var name = body.String();
        var partitions = body.Int32();
        var replicas = body.Int16();
        var assigned = Math.Max(0, body.ArrayLength());
        var foreign = false;
        for (var i = 0; i < assigned; i++)
        {
            body.Int32();
            foreign |= body.Int32Array() is not [ClusterInfo.BrokerId];
            body.Tags();
        }

        var configs = new Dictionary<string, string>();
        for (var left = body.ArrayLength(); left > 0; left--)
        {
            var key = body.String();
            if (body.NullableString() is { } value)
                configs[key] = value;
            body.Tags();
        }

        body.Tags();
        return new Wanted(name, partitions, replicas, assigned, foreign, configs);
    }

    private (ErrorCode Error, string? Message, Topic? Topic) Create(Wanted topic, bool validateOnly)
    {
        if (topic.ForeignReplicas)
            return (ErrorCode.InvalidReplicaAssignment, $"there is one broker, {ClusterInfo.BrokerId}", null);
        if (topic.AssignedPartitions == 0 && topic.Replicas is not (-1 or 1))
            return (ErrorCode.InvalidReplicationFactor, $"replication factor {topic.Replicas}: there is one broker", null);
        return topics.Create(topic.Name, topic.AssignedPartitions > 0 ? topic.AssignedPartitions : topic.Partitions, topic.Configs, validateOnly);
    }

    private void WriteDetails(Topic? created, WireWriter response)
    {
        response.Int32(created?.Partitions.Length ?? -1);
        response.Int16(created is null ? (short)-1 : (short)1);
        (string Name, string Value, bool IsOwn)[] configs = created is null ? [] : [.. TopicConfig.All(created.Configs, options)];
        response.ArrayLength(configs.Length);
        foreach (var (name, value, isOwn) in configs)
        {
            response.String(name);
            response.String(value);
            response.Bool(false);
            response.Byte(isOwn ? OwnSetting : DefaultSetting);
            response.Bool(false);
            response.Tags();
        }
    }
}

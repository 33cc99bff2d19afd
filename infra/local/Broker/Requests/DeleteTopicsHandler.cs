using ServerlessIot.Broker.Topics;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>Deletes topics by name, or by id from version 6.</summary>
internal sealed class DeleteTopicsHandler(TopicStore topics) : RequestHandler(ApiKey.DeleteTopics, 0, 6, 4)
{
    public override ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        var version = request.Version;
        var body = request.Body();
        var asked = new (string? Name, Guid Id)[Math.Max(0, body.ArrayLength())];
        for (var i = 0; i < asked.Length; i++)
        {
            asked[i] = version >= 6 ? (body.NullableString(), body.Uuid()) : (body.String(), Guid.Empty);
            if (version >= 6)
                body.Tags();
        }

        if (version >= 1)
            response.Int32(0);
        response.ArrayLength(asked.Length);
        foreach (var (wanted, id) in asked)
        {
            var name = wanted ?? (topics.TryGet(id, out var topic) ? topic.Name : null);
            var deleted = name is not null && topics.Delete(name);
            response.String(name ?? (version >= 6 ? null : ""));
            if (version >= 6)
                response.Uuid(id);
            response.Error(deleted ? ErrorCode.None : wanted is null ? ErrorCode.UnknownTopicId : ErrorCode.UnknownTopicOrPartition);
            if (version >= 5)
                response.String(deleted ? null : "there is no such topic");
            response.Tags();
        }

        response.Tags();
        return ValueTask.CompletedTask;
    }
}

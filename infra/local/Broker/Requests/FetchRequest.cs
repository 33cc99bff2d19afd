using ServerlessIot.Broker.Storage;
using ServerlessIot.Broker.Topics;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>Body of a Fetch request, versions 4 to 13.</summary>
internal sealed record FetchRequest(int MaxWaitMs, int MinBytes, int MaxBytes, int SessionId, int SessionEpoch, (string Name, Guid Id, FetchPartition[] Partitions)[] Topics)
{
    public static FetchRequest Read(Request request, TopicStore topics)
    {
        var body = request.Body();
        body.Int32();
        var maxWait = body.Int32();
        var minBytes = body.Int32();
        var maxBytes = body.Int32();
        body.Byte();
        var (session, epoch) = request.Version >= 7 ? (body.Int32(), body.Int32()) : (0, -1);
        var asked = new (string, Guid, FetchPartition[])[Math.Max(0, body.ArrayLength())];
        for (var i = 0; i < asked.Length; i++)
        {
            // From version 13 topics go by id, so that a client notices when one was created again.
            var id = request.Version >= 13 ? body.Uuid() : Guid.Empty;
            var name = request.Version < 13 ? body.String() : topics.TryGet(id, out var topic) ? topic.Name : "";
            var partitions = new FetchPartition[Math.Max(0, body.ArrayLength())];
            for (var j = 0; j < partitions.Length; j++)
                partitions[j] = ReadPartition(ref body, request.Version, name, topics);
            body.Tags();
            asked[i] = (name, id, partitions);
        }

        // Forgotten topics and the rack concern sessions and replicas: there are none.
        return new FetchRequest(maxWait, minBytes, maxBytes, session, epoch, asked);
    }

    private static FetchPartition ReadPartition(ref WireReader body, short version, string topic, TopicStore topics)
    {
        var index = body.Int32();
        var leaderEpoch = version >= 9 ? body.Int32() : -1;
        var offset = body.Int64();
        if (version >= 12)
            body.Int32();
        if (version >= 5)
            body.Int64();
        var maxBytes = body.Int32();
        body.Tags();
        return new FetchPartition(index, leaderEpoch, offset, maxBytes, topics.Partition(topic, index));
    }

    /// <summary>Notes the state of the partitions before records are looked for.</summary>
    public void Look()
    {
        foreach (var (_, _, partitions) in Topics)
        {
            foreach (var partition in partitions)
                partition.Seen = partition.Log?.AppendedBytes ?? 0;
        }
    }

    /// <summary>Lets the waiter know of everything that came after the last <see cref="Look"/>.</summary>
    public void Watch(AppendWaiter waiter)
    {
        foreach (var (_, _, partitions) in Topics)
        {
            foreach (var partition in partitions)
            {
                if (partition.Log is { } log)
                    waiter.Watch(log, partition.Seen);
            }
        }
    }
}

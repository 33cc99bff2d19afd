using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace ServerlessIot.Edition.Running;

/// <summary>Creates the log's topics.</summary>
public static class Topics
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Creates those that are missing; one that exists keeps its partitions.</summary>
    /// <exception cref="EditionException">The log refuses or does not answer.</exception>
    public static async Task CreateAsync(Stores stores, int partitions, short replicas, CancellationToken cancellationToken)
    {
        var names = stores.Topics;
        using var admin = new AdminClientBuilder(stores.Kafka.Client(new AdminClientConfig())).SetLogHandler((_, _) => { }).Build();
        var topics = new[] { names.Raw, names.Valid, names.Quarantine, names.Alerts, names.Aggregates, names.Commands, names.Replies, names.Replayed }
            .Select(name => new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = replicas });
        try
        {
            await admin.CreateTopicsAsync(topics, new CreateTopicsOptions { RequestTimeout = Patience, OperationTimeout = Patience }).WaitAsync(cancellationToken);
        }
        catch (CreateTopicsException e)
        {
            var failed = e.Results.Where(result => result.Error.IsError && result.Error.Code != ErrorCode.TopicAlreadyExists).Select(result => $"{result.Topic}: {result.Error.Reason}").ToList();
            if (failed.Count > 0) throw new EditionException("Topics could not be created: " + string.Join("; ", failed), e);
        }
        catch (KafkaException e)
        {
            throw new EditionException($"The log at {stores.Kafka.BrokerList} does not answer: {e.Error.Reason}", e);
        }
    }
}

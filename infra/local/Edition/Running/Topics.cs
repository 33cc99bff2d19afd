using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ServerlessIot.Domain.Log;
using ServerlessIot.Edition.Parts;

namespace ServerlessIot.Edition.Running;

/// <summary>Creates the log's topics.</summary>
internal static class Topics
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The names, as the settings <c>Topics__…</c> have them.</summary>
    public static TopicNames Names(LocalSettings settings)
    {
        var names = new TopicNames();
        return names with
        {
            Raw = settings.Topic(nameof(names.Raw)) ?? names.Raw,
            Valid = settings.Topic(nameof(names.Valid)) ?? names.Valid,
            Quarantine = settings.Topic(nameof(names.Quarantine)) ?? names.Quarantine,
            Alerts = settings.Topic(nameof(names.Alerts)) ?? names.Alerts,
            Aggregates = settings.Topic(nameof(names.Aggregates)) ?? names.Aggregates,
            Commands = settings.Topic(nameof(names.Commands)) ?? names.Commands,
            Replies = settings.Topic(nameof(names.Replies)) ?? names.Replies,
        };
    }

    /// <summary>Creates those that are missing; one that exists keeps its partitions.</summary>
    /// <exception cref="EditionException">The log refuses or does not answer.</exception>
    public static async Task CreateAsync(LocalSettings settings, int partitions, CancellationToken cancellationToken)
    {
        var names = Names(settings);
        using var admin = new AdminClientBuilder(new AdminClientConfig(settings.Kafka())).SetLogHandler((_, _) => { }).Build();
        var topics = new[] { names.Raw, names.Valid, names.Quarantine, names.Alerts, names.Aggregates, names.Commands, names.Replies }
            .Select(name => new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = settings.UsesOwnBroker ? (short)1 : (short)-1 });
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
            throw new EditionException($"The log at {settings["Kafka__BrokerList"]} does not answer: {e.Error.Reason}", e);
        }
    }
}

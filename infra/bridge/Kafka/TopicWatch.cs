using Confluent.Kafka;

namespace ServerlessIot.Bridge.Kafka;

/// <summary>
/// Makes a producer know its topics before they are needed: with the first record of a topic that it does not know librdkafka asks for its
/// partitions, at most once a second, and that record waits. Asked for on the producer's own handle they are in its cache, which
/// forgets them after <c>metadata.max.age.ms</c>.
/// </summary>
/// <param name="generation">Whose topics they are.</param>
/// <param name="rawTopic">telemetry.raw.</param>
/// <param name="topics">The others; told of each answer.</param>
/// <param name="left">Told when a topic has no leader any more: what the producer has for it would wait in it.</param>
internal sealed class TopicWatch(ProducerGeneration generation, string rawTopic, LogTopics topics, Action<string> left)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(1);

    /// <summary>Pause while not all topics are there.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>Pause when all are: a topic that is deleted is noticed after it.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(10);

    /// <summary>Asks until the generation ends. Blocks: on a thread of its own, which has entered the generation.</summary>
    public void Run()
    {
        try
        {
            while (!generation.Ending.WaitHandle.WaitOne(AskAll() ? Later : Soon))
            {
            }
        }
        finally
        {
            generation.Leave();
        }
    }

    /// <returns>Whether all topics are there.</returns>
    private bool AskAll()
    {
        // One for each time: as long as such a client lives, Confluent.Kafka 1.9 polls without a pause and takes a whole core (its pull request 1949).
        using var client = new DependentAdminClientBuilder(generation.Producer.Handle).Build();
        var all = IsThere(Ask(client, rawTopic));
        foreach (var name in topics.Names)
        {
            if (generation.Ending.IsCancellationRequested)
                return false;
            var topic = Ask(client, name);
            Tell(name, topic);
            all &= IsThere(topic) && topics.Takes(name);
        }
        return all;
    }

    private void Tell(string name, TopicMetadata? topic)
    {
        if (IsThere(topic))
            topics.Found(name);
        else if (topic is { Error.IsError: false } && topics.Leaderless(name))
            left(name);
        else if (topic is not null && IsMissing(topic.Error.Code))
            topics.Missing(name, topic.Error.Reason);
    }

    /// <returns>What the log says of it; null when it does not answer, which KafkaProbe tells.</returns>
    private static TopicMetadata? Ask(IAdminClient client, string name)
    {
        try
        {
            return client.GetMetadata(name, AnswerWithin).Topics.Find(t => t.Topic == name);
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    /// <summary>Whether the log has a topic, and a leader of each of its partitions.</summary>
    private static bool IsThere(TopicMetadata? topic) => topic is { Error.IsError: false } && !topic.Partitions.Exists(partition => partition.Leader < 0);

    /// <summary>Whether an error says that a topic is not there, or may not be written.</summary>
    public static bool IsMissing(ErrorCode code) => code
        is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition or ErrorCode.TopicException or ErrorCode.TopicAuthorizationFailed;
}

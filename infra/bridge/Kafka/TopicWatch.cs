using Confluent.Kafka;

namespace ServerlessIot.Bridge.Kafka;

/// <summary>
/// Makes a producer know its topics before they are needed: with the first record of a topic that it does not know librdkafka asks for its
/// partitions, at most once a second, and that record waits. Asked for on the producer's own handle they are in its cache, which
/// forgets them after <c>metadata.max.age.ms</c>.
/// </summary>
internal sealed class TopicWatch(ProducerGeneration generation, string rawTopic, LogTopics topics)
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
            using var client = new DependentAdminClientBuilder(generation.Producer.Handle).Build();
            while (!generation.Ending.WaitHandle.WaitOne(AskAll(client) ? Later : Soon))
            {
            }
        }
        finally
        {
            generation.Leave();
        }
    }

    /// <returns>Whether all topics are there.</returns>
    private bool AskAll(IAdminClient client)
    {
        var all = Ask(client, rawTopic, out _);
        foreach (var name in topics.Names)
        {
            if (generation.Ending.IsCancellationRequested)
                return false;
            if (Ask(client, name, out var missing))
                topics.Found(name);
            else if (missing is not null)
                topics.Missing(name, missing);
            all &= topics.Takes(name);
        }
        return all;
    }

    /// <returns>Whether the topic is there.</returns>
    private static bool Ask(IAdminClient client, string name, out string? missing)
    {
        missing = null;
        try
        {
            var topic = client.GetMetadata(name, AnswerWithin).Topics.Find(t => t.Topic == name);
            if (topic is not null && IsMissing(topic.Error.Code))
                missing = topic.Error.Reason;
            return topic is { Error.IsError: false };
        }
        catch (KafkaException)
        {
            return false; // the log does not answer, which KafkaProbe tells: nothing is known of the topic
        }
    }

    /// <summary>Whether an error says that a topic is not there, or may not be written.</summary>
    public static bool IsMissing(ErrorCode code) => code
        is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition or ErrorCode.TopicException or ErrorCode.TopicAuthorizationFailed;
}

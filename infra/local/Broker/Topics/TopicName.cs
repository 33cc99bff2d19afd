using System.Text.RegularExpressions;

namespace ServerlessIot.Broker.Topics;

/// <summary>Rules for topic names (Kafka's org.apache.kafka.common.internals.Topic).</summary>
internal static partial class TopicName
{
    public static bool IsValid(string name) => name is not ("." or "..") && Pattern().IsMatch(name);

    [GeneratedRegex(@"\A[a-zA-Z0-9._-]{1,249}\z")]
    private static partial Regex Pattern();
}

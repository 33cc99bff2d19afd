namespace ServerlessIot.Broker.Topics;

/// <summary>Content of a topic's <c>topic.json</c>.</summary>
internal sealed record TopicFile(string Name, Guid Id, int Partitions, Dictionary<string, string> Configs);

using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace ServerlessIot.Bridge.Tests.Kafka;

/// <summary>The topics of a broker.</summary>
internal static class BrokerTopics
{
    public static async Task CreateAsync(string brokers, params string[] names)
    {
        using var admin = Admin(brokers);
        await admin.CreateTopicsAsync(names.Select(name => new TopicSpecification { Name = name, NumPartitions = 2, ReplicationFactor = 1 }));
    }

    /// <summary>Creates a topic with one partition that takes no larger record batches.</summary>
    public static async Task CreateAsync(string brokers, string name, int maxMessageBytes)
    {
        using var admin = Admin(brokers);
        var configs = new Dictionary<string, string> { ["max.message.bytes"] = maxMessageBytes.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        await admin.CreateTopicsAsync([new TopicSpecification { Name = name, NumPartitions = 1, ReplicationFactor = 1, Configs = configs }]);
    }

    public static async Task DeleteAsync(string brokers, params string[] names)
    {
        using var admin = Admin(brokers);
        await admin.DeleteTopicsAsync(names);
    }

    public static IReadOnlyList<string> List(string brokers)
    {
        using var admin = Admin(brokers);
        return [.. admin.GetMetadata(TimeSpan.FromSeconds(30)).Topics.Select(topic => topic.Topic)];
    }

    private static IAdminClient Admin(string brokers) => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = brokers }).Build();
}

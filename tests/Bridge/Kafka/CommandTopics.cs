using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Commands;

namespace ServerlessIot.Bridge.Tests.Kafka;

/// <summary>The topics of commands on a broker, and commands in them.</summary>
internal static class CommandTopics
{
    public const string Commands = "device.commands";
    public const string Replies = "device.replies";

    public static async Task CreateAsync(string brokers, int partitions = 3)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = brokers }).Build();
        await admin.CreateTopicsAsync(new[] { Commands, Replies, "telemetry.raw" }.Select(name => new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = 1 }));
    }

    /// <summary>Writes commands as the API does, and returns when the broker has them.</summary>
    public static async Task WriteAsync(string brokers, params CommandRecord[] commands)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = brokers, Partitioner = Partitioner.Murmur2Random, LingerMs = 0 }).Build();
        foreach (var command in commands)
            await WriteAsync(producer, $"{command.Tenant}/{command.Device}", JsonSerializer.SerializeToUtf8Bytes(command, DomainJson.Default.CommandRecord));
    }

    public static Task WriteAsync(IProducer<byte[], byte[]> producer, string key, byte[] value) =>
        producer.ProduceAsync(Commands, new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(key), Value = value });

    /// <summary>Records of device.replies as "type id".</summary>
    public static List<string> ReadReplies(string brokers) =>
    [
        .. LogReader.ReadAll(brokers, Replies).Select(record => $"{Header(record, "ce_type")["serverlessiot.".Length..]} {Header(record, "correlation-id")}").Order(StringComparer.Ordinal),
    ];

    public static string Header(ConsumeResult<byte[], byte[]> record, string name) => Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes(name));
}

using System.Text;
using Microsoft.Azure.Functions.Worker;

namespace ServerlessIot.SampleApp;

/// <summary>Functions for records; a line shows partition:offset=value of each.</summary>
public sealed class KafkaFunctions(Notebook notebook)
{
    /// <summary>Many records an execution.</summary>
    [Function("Batch")]
    public async Task Batch(
        [KafkaTrigger("%Kafka:BrokerList%", "%Topics:Sample%", ConsumerGroup = "%Sample:Group%", IsBatched = true, LagThreshold = 100)] KafkaRecord[] records,
        CancellationToken cancellation)
    {
        notebook.Write("Batch", string.Join(' ', records.Select(Describe)));
        await notebook.HoldAsync(cancellation);
    }

    /// <summary>One record an execution.</summary>
    [Function("Each")]
    public void Each([KafkaTrigger("%Kafka:BrokerList%", "%Topics:Sample%", ConsumerGroup = "%Sample:Group%")] KafkaRecord record) =>
        notebook.Write("Each", Describe(record));

    /// <summary>Everything a record has.</summary>
    [Function("Whole")]
    public static void Whole(
        [KafkaTrigger("%Kafka:BrokerList%", "%Topics:Sample%", ConsumerGroup = "%Sample:Group%")] KafkaRecord record, FunctionContext context) =>
        new Notebook(Environment.GetEnvironmentVariable("Sample__Directory")!).Write(
            "Whole",
            $"{record.Topic} {record.Partition} {record.Offset} key={Text(record.Key)} value={Text(record.Value)} "
            + $"time={record.Timestamp.UnixTimestampMs} {record.Timestamp.Type} "
            + $"headers={string.Join(',', record.Headers.Select(h => $"{h.Key}:{h.GetValueAsString() ?? "null"}"))} context={(context is null ? "null" : "set")}");

    /// <summary>Nothing, for measuring the host.</summary>
    [Function("Nothing")]
    public static void Nothing([KafkaTrigger("%Kafka:BrokerList%", "%Topics:Sample%", ConsumerGroup = "%Sample:Group%", IsBatched = true)] KafkaRecord[] records) =>
        ArgumentNullException.ThrowIfNull(records);

    private static string Describe(KafkaRecord record) => $"{record.Partition}:{record.Offset}={Text(record.Value)}";

    private static string Text(byte[]? bytes) => bytes is null ? "null" : Encoding.UTF8.GetString(bytes);
}

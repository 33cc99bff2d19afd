using System.Diagnostics;
using Confluent.Kafka;

namespace ServerlessIot.Benchmarks.Bridge;

/// <summary>The same messages without a bridge: a producer with its settings writes them to the log itself. What the bridge takes longer is what it adds.</summary>
internal static class DirectProducer
{
    private const int PayloadBytes = 200;
    private const string Topic = "telemetry.raw";

    /// <summary>Writes so many records and says how long the log took for each.</summary>
    /// <param name="broker">The log.</param>
    /// <param name="writers">Loops that write, as connections of a load do.</param>
    /// <param name="records">Records in all.</param>
    /// <param name="rate">Records a second in all.</param>
    /// <returns>Times from producing to the log's acknowledgement, ms: median, and 99th percentile.</returns>
    public static async Task<(double Median, double P99)> RunAsync(ServerProcess broker, int writers, int records, int rate)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = broker.Address.ToString(),
            Acks = Acks.All,
            EnableIdempotence = true,
            LingerMs = 1,
            BatchSize = 512 * 1024,
        }).Build();
        var latencies = await Task.WhenAll(Enumerable.Range(0, writers).Select(i => Task.Run(() => WriteAsync(producer, i, records / writers, rate / writers))));
        var all = latencies.SelectMany(l => l).Order().ToArray();
        return (all[all.Length / 2], all[all.Length * 99 / 100]);
    }

    private static async Task<double[]> WriteAsync(IProducer<byte[], byte[]> producer, int number, int records, int rate)
    {
        var (latencies, done) = (new double[records], new TaskCompletionSource());
        var (key, value, left) = (new[] { (byte)number }, new byte[PayloadBytes], records);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < records; i++)
        {
            while (Stopwatch.GetElapsedTime(start).TotalSeconds * rate < i + 1) await Task.Delay(1);
            var (at, index) = (Stopwatch.GetTimestamp(), i);
            producer.Produce(Topic, new Message<byte[], byte[]> { Key = key, Value = value }, report =>
            {
                latencies[index] = Stopwatch.GetElapsedTime(at).TotalMilliseconds;
                if (report.Error.IsError) done.TrySetException(new KafkaException(report.Error));
                else if (Interlocked.Decrement(ref left) == 0) done.TrySetResult();
            });
        }

        await done.Task;
        return latencies;
    }
}

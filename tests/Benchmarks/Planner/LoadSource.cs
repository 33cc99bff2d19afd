using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace ServerlessIot.Benchmarks.Planner;

/// <summary>Writes readings into a topic, evenly over its partitions.</summary>
internal sealed class LoadSource : IDisposable
{
    private const int Devices = 1_000;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly string _topic;
    private readonly int _partitions;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly byte[][] _keys = [.. Enumerable.Range(0, Devices).Select(device => Encoding.UTF8.GetBytes($"demo/planner-{device}"))];
    private long _total;
    private string? _failure;

    public LoadSource(string servers, string topic, int partitions)
    {
        (_topic, _partitions) = (topic, partitions);
        _producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = servers, Acks = Acks.All, LingerMs = 5, QueueBufferingMaxMessages = 500_000 }).Build();
    }

    /// <summary>Writes by a shape to its end. Times count from the start of <paramref name="clock"/>.</summary>
    /// <returns>How many had been written when.</returns>
    public async Task<Written> RunAsync(Shape shape, Stopwatch clock)
    {
        var moments = new List<(double Time, long Records)>();
        double due = 0, from = clock.Elapsed.TotalSeconds;
        long written = 0;
        using var timer = new PeriodicTimer(Tick);
        for (var before = from; before < shape.Seconds;)
        {
            await timer.WaitForNextTickAsync();
            var now = clock.Elapsed.TotalSeconds;
            due += shape.RecordsPerSecond(before) * (now - before);
            for (; written < due; written++) Write();
            moments.Add((now, written));
            before = now;
        }

        Flush();
        return new Written(moments);
    }

    /// <summary>Writes so many at once.</summary>
    public void Backlog(int records)
    {
        for (var i = 0; i < records; i++) Write();
        Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.Dispose();

    private void Write()
    {
        var (device, number) = ((int)(_total % Devices), _total++);
        var value = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"value":{{20 + (number % 100 * 0.1):0.0}},"timestamp":{{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}},"n":{{number}}}"""));
        while (true)
        {
            try
            {
                _producer.Produce(new TopicPartition(_topic, device % _partitions), new Message<byte[], byte[]> { Key = _keys[device], Value = value }, Delivered);
                return;
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                _producer.Poll(Tick);
            }
        }
    }

    private void Delivered(DeliveryReport<byte[], byte[]> report)
    {
        if (report.Error.IsError) _failure ??= report.Error.Reason;
    }

    private void Flush()
    {
        if (_producer.Flush(Patience) > 0 || _failure is not null) throw new InvalidOperationException($"The load could not be written: {_failure ?? "the broker does not answer"}.");
    }
}

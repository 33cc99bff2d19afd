using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using ServerlessIot.Host.Apps;
using ServerlessIot.Host.Invocation;
using ServerlessIot.Host.Kafka;
using ServerlessIot.Host.Status;
using Result = Confluent.Kafka.ConsumeResult<byte[], byte[]>;

namespace ServerlessIot.Host.EventHubs;

/// <summary>
/// Runs a function for the events of a hub by the real trigger's rules: a batch is what one partition has ready, up to maxEventBatchSize; the
/// checkpoint moves behind it when its execution is over, whether it succeeded or not; a retry policy makes it over only when its executions
/// succeed or run out; a stop during its delays leaves the checkpoint where it is. One instance, whose partitions take turns together.
/// </summary>
internal sealed class EventHubFunction
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);

    // The real trigger keeps its partitions however long an execution takes.
    private const int MaxPollIntervalMs = 24 * 3600 * 1000;

    private readonly FunctionDefinition _definition;
    private readonly EventHubTrigger _trigger;
    private readonly EventFactory _events;
    private readonly RetryPolicy _retry;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private Task _running = Task.CompletedTask;

    public EventHubFunction(FunctionDefinition definition, EventHubTrigger trigger, TimeProvider time, ILogger logger)
    {
        (_definition, _trigger, _time, _logger) = (definition, trigger, time, logger);
        _events = new EventFactory(definition);
        if (_events.IsArray != trigger.IsBatched)
            throw new HostStartException($"Function {definition.Name}: IsBatched is {trigger.IsBatched}, so the parameter must be {(trigger.IsBatched ? "EventData[]" : "EventData")}.");
        _retry = RetryPolicy.Read(definition);
        Status = new FunctionStatus(definition) { Topic = trigger.Hub, Group = trigger.Group };
    }

    public FunctionDefinition Definition => _definition;

    public FunctionStatus Status { get; }

    /// <summary>Begins to read. <paramref name="died"/> is called when it cannot go on.</summary>
    public void Start(InstanceServices services, Action died, CancellationToken stopping, CancellationToken execution)
    {
        var invoker = new FunctionInvoker(_definition, services.Provider);
        IConsumer<byte[], byte[]> consumer = Build();
        Status.Instances = 1;
        _running = Task.Run(() => RunAsync(consumer, invoker, stopping, execution), CancellationToken.None);
        _ = _running.ContinueWith(
            ended =>
            {
                Status.Report($"stopped reading: {ended.Exception!.InnerException!.Message}");
                HostLog.SubscriberDied(_logger, ended.Exception, _definition.Name, 0);
                died();
            },
            CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>Ends after <c>stopping</c>, once the running executions are over, and leaves the group.</summary>
    public Task Ended => _running;

    private async Task RunAsync(IConsumer<byte[], byte[]> consumer, FunctionInvoker invoker, CancellationToken stopping, CancellationToken execution)
    {
        using (consumer)
        {
            consumer.Subscribe(_trigger.Hub);
            while (!stopping.IsCancellationRequested)
            {
                ILookup<int, Result> ready = Gather(consumer, stopping).ToLookup(record => record.Partition.Value);
                await Task.WhenAll(ready.Select(partition => ExecuteAsync(consumer, [.. partition], invoker, stopping, execution)));
            }
            consumer.Close();
        }
        Status.Instances = 0;
    }

    /// <summary>What is there, until a partition has a whole batch; waits for the first record.</summary>
    private List<Result> Gather(IConsumer<byte[], byte[]> consumer, CancellationToken stopping)
    {
        var (records, counts) = (new List<Result>(), new Dictionary<int, int>());
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (consumer.Consume(records.Count == 0 ? Slice : TimeSpan.Zero) is not { IsPartitionEOF: false } record)
                {
                    if (records.Count > 0) break;
                    continue;
                }
                records.Add(record);
                int count = counts[record.Partition.Value] = counts.GetValueOrDefault(record.Partition.Value) + 1;
                if (count >= (_trigger.IsBatched ? _trigger.MaxEventBatchSize : 1)) break;
            }
            catch (ConsumeException e) when (!e.Error.IsFatal)
            {
                Status.Report($"{_trigger.Hub}: {e.Error.Reason}");
                HostLog.ConsumeFailed(_logger, _definition.Name, 0, _trigger.Hub, e.Error.Reason);
            }
        }
        return records;
    }

    private async Task ExecuteAsync(IConsumer<byte[], byte[]> consumer, Result[] batch, FunctionInvoker invoker, CancellationToken stopping, CancellationToken execution)
    {
        object trigger = _events.IsArray ? _events.Many(batch) : _events.One(batch[0]);
        string position = $"{_trigger.Hub}[{batch[0].Partition.Value}]@{batch[0].Offset.Value}";
        for (int attempt = 1; await TryAsync(invoker, trigger, batch.Length, execution) is { } error; attempt++)
        {
            if (_retry.Most >= 0 && attempt > _retry.Most)
            {
                Status.GiveUp(batch.Length);
                HostLog.Skipped(_logger, error, _definition.Name, batch.Length, position, $"its retry policy allows {_retry.Most} more executions");
                break;
            }
            if (int.IsPow2(attempt)) HostLog.Retrying(_logger, error, _definition.Name, attempt, batch.Length, position);
            await Task.Delay(_retry.Delay, _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested) return;
        }
        Checkpoint(consumer, batch[^1], position);
    }

    private async Task<Exception?> TryAsync(FunctionInvoker invoker, object trigger, int count, CancellationToken execution)
    {
        Status.Begin();
        try
        {
            await invoker.InvokeAsync(trigger, execution);
            Status.Succeed(count);
            return null;
        }
        catch (Exception e)
        {
            Status.Fail(e);
            return e;
        }
    }

    private void Checkpoint(IConsumer<byte[], byte[]> consumer, Result last, string position)
    {
        try
        {
            consumer.Commit([new TopicPartitionOffset(_trigger.Hub, last.Partition, last.Offset + 1)]);
        }
        catch (KafkaException e)
        {
            // Taken away meanwhile, or the broker is away: the batch comes again, or a later checkpoint covers it.
            HostLog.NotStored(_logger, _definition.Name, position, e.Error.Reason);
        }
    }

    private IConsumer<byte[], byte[]> Build()
    {
        var kafka = new KafkaTrigger(_trigger.Brokers, _trigger.Hub, _trigger.Group, IsBatched: false, LagThreshold: 1);
        ConsumerConfig config = ConsumerSettings.Create(kafka, KafkaTriggerOptions.Read(_definition.App.HostJson));
        config.EnableAutoCommit = false;
        config.MaxPollIntervalMs = MaxPollIntervalMs;
        return new ConsumerBuilder<byte[], byte[]>(config)
            .SetErrorHandler((_, error) => HostLog.Client(_logger, _definition.Name, 0, error.Reason))
            .SetLogHandler((_, line) =>
            {
                if (line.Level <= SyslogLevel.Error) HostLog.Client(_logger, _definition.Name, 0, line.Message);
            })
            .Build();
    }
}

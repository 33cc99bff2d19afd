using System.Threading.Channels;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using ServerlessIot.Host.Invocation;
using Result = Confluent.Kafka.ConsumeResult<byte[], byte[]>;

namespace ServerlessIot.Host.Kafka;

/// <summary>
/// One instance of a Kafka function: its own services, its own consumer and member of the group, its own batches. When the host
/// stops it begins no further batch.
/// </summary>
internal sealed class KafkaInstance : IAsyncDisposable
{
    private static readonly TimeSpan AfterCancellation = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ForLeaving = TimeSpan.FromSeconds(4);

    private readonly string _name;
    private readonly InstanceServices _services;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping;
    private readonly CancellationTokenSource _execution = new();
    private readonly Task _reading;
    private readonly Task _executing;

    public KafkaInstance(
        KafkaFunction function, int number, InstanceServices services, Action died, TimeProvider time, ILogger logger, CancellationToken stopping)
    {
        string name = function.Definition.Name;
        _name = $"{name} #{number}";
        _services = services;
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _logger = logger;
        var invoker = new FunctionInvoker(function.Definition, services.Provider);
        Consumer = Build(function, number, logger);
        Consumer.Subscribe(function.Trigger.Topic);
        Channel<Result[]> batches = Channel.CreateBounded<Result[]>(
            new BoundedChannelOptions(function.Options.ExecutorChannelCapacity) { SingleReader = true, SingleWriter = true });
        var subscriber = new Subscriber(Consumer, function.Options, batches.Writer, time, e =>
        {
            function.Status.Report($"{function.Trigger.Topic}: {e.Error.Reason}");
            HostLog.ConsumeFailed(logger, name, number, function.Trigger.Topic, e.Error.Reason);
        });
        var executor = new BatchExecutor(
            name, function.Trigger.Topic, function.Options, invoker, function.Records, function.Status, Consumer.StoreOffset, logger);

        _reading = Task.Factory.StartNew(() => Read(subscriber, batches.Writer), CancellationToken.None,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _executing = Task.Run(() => executor.RunAsync(batches.Reader, _stopping.Token, _execution.Token), CancellationToken.None);
        _ = Task.WhenAll(_reading, _executing).ContinueWith(
            ended =>
            {
                function.Status.Report($"stopped reading: {ended.Exception!.InnerException!.Message}");
                HostLog.SubscriberDied(logger, ended.Exception, name, number);
                died();
            },
            CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>The consumer; it may be asked for offsets from any thread.</summary>
    public IConsumer<byte[], byte[]> Consumer { get; }

    /// <summary>
    /// Stops reading, lets the running batch finish within <paramref name="grace"/> (then cancels it), commits, and leaves the group.
    /// </summary>
    public async Task StopAsync(TimeSpan grace)
    {
        await _stopping.CancelAsync();
        Task ended = Task.WhenAll(_reading, _executing);
        if (!await EndsWithin(ended, grace))
        {
            await _execution.CancelAsync();
            if (!await EndsWithin(ended, AfterCancellation))
            {
                // A consumer that is still being read must not be disposed; the process ends soon and takes it along.
                HostLog.LeftBehind(_logger, _name, (grace + AfterCancellation).TotalSeconds);
                return;
            }
        }
        Task closing = Task.Run(Consumer.Close);
        if (!await EndsWithin(closing, ForLeaving))
        {
            HostLog.LeftBehind(_logger, $"{_name}, leaving its group,", ForLeaving.TotalSeconds);
            return;
        }
        if (closing.Exception?.InnerException is { } error) HostLog.Client(_logger, _name, 0, error.Message);
        Consumer.Dispose();
        await DisposeAsync();
    }

    /// <summary>Ends the services; call <see cref="StopAsync"/>, which does it, instead.</summary>
    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _stopping.Dispose();
        _execution.Dispose();
    }

    private void Read(Subscriber subscriber, ChannelWriter<Result[]> batches)
    {
        try
        {
            subscriber.Run(_stopping.Token);
        }
        finally
        {
            batches.TryComplete();
        }
    }

    private static async Task<bool> EndsWithin(Task task, TimeSpan bound)
    {
        await ((Task)task.WaitAsync(bound)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompleted;
    }

    private static IConsumer<byte[], byte[]> Build(KafkaFunction function, int number, ILogger logger)
    {
        string name = function.Definition.Name, topic = function.Trigger.Topic;
        return new ConsumerBuilder<byte[], byte[]>(ConsumerSettings.Create(function.Trigger, function.Options))
            .SetErrorHandler((_, error) => HostLog.Client(logger, name, number, error.Reason))
            .SetLogHandler((_, line) =>
            {
                if (line.Level <= SyslogLevel.Error || function.Options.LibkafkaDebug is not null) HostLog.Client(logger, name, number, line.Message);
            })
            .SetPartitionsAssignedHandler((_, partitions) =>
            {
                string numbers = string.Join(',', partitions.Select(p => p.Partition.Value));
                HostLog.Assigned(logger, name, number, numbers, topic);
            })
            .SetPartitionsRevokedHandler((_, partitions) =>
            {
                string numbers = string.Join(',', partitions.Select(p => p.Partition.Value));
                HostLog.Revoked(logger, name, number, numbers, topic);
            })
            .Build();
    }
}

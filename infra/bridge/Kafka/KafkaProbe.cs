using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Kafka;

/// <summary>Asks the log for the topic's metadata every second, so that a stopped log is noticed without traffic.</summary>
internal sealed class KafkaProbe : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);

    /// <summary>An answer is good for this long: an outage shows after 4 s at the latest.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(4);

    private readonly IAdminClient _client;
    private readonly string _topic;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private long _answered;
    private bool _everAnswered;
    private bool _reportedUp;
    private int _partitions;

    public KafkaProbe(KafkaOptions options, string topic, TimeProvider time, ILogger logger)
    {
        _topic = topic;
        _time = time;
        _logger = logger;
        _client = new AdminClientBuilder(ProducerSettings.Probe(options)).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        // GetMetadata blocks: a thread of its own.
        _loop = Task.Factory.StartNew(Loop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Whether the log answered lately and knows the topic.</summary>
    public bool IsUp => Volatile.Read(ref _everAnswered) && _time.GetElapsedTime(Interlocked.Read(ref _answered)) < GoodFor;

    /// <summary>Partitions of the topic; 0 before the log's first answer.</summary>
    public int Partitions => Volatile.Read(ref _partitions);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _client.Dispose();
        _stopping.Dispose();
    }

    private void Loop()
    {
        do
        {
            var problem = Ask();
            if (problem is null)
            {
                Interlocked.Exchange(ref _answered, _time.GetTimestamp());
                Volatile.Write(ref _everAnswered, true);
            }
            if (problem is null && !_reportedUp)
                BridgeLog.KafkaUp(_logger, _topic);
            if (problem is not null && _reportedUp)
                BridgeLog.KafkaDown(_logger, problem);
            _reportedUp = problem is null;
        }
        while (!_stopping.Token.WaitHandle.WaitOne(Interval));
    }

    private string? Ask()
    {
        try
        {
            var topic = _client.GetMetadata(_topic, AnswerWithin).Topics.Find(t => t.Topic == _topic);
            if (topic is null || topic.Error.IsError)
                return topic?.Error.Reason ?? "the topic is unknown";
            Volatile.Write(ref _partitions, topic.Partitions.Count);
            return topic.Partitions.Exists(p => p.Leader < 0) ? "a partition has no leader" : null;
        }
        catch (KafkaException e)
        {
            return e.Error.Reason;
        }
    }
}

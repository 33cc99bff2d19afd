using ServerlessIot.Broker.Producers;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Storage;

/// <summary>One partition: segments on disk, appended to under a lock, read without one.</summary>
internal sealed partial class PartitionLog : IDisposable
{
    /// <summary>There is one broker, so leadership never changes.</summary>
    public const int LeaderEpoch = 0;

    private readonly Lock _gate = new();
    private readonly string _directory;
    private readonly LogSettings _settings;
    private readonly ProducerStates _producers = new();
    private readonly Lock _watchGate = new();
    private readonly List<AppendWaiter> _watchers = [];
    private Segment[] _segments = [];
    private long _startOffset;
    private long _appendedBytes;
    private bool _closed;

    public PartitionLog(string directory, LogSettings settings)
    {
        _directory = directory;
        _settings = settings;
    }

    /// <summary>Whether its topic was deleted, or the broker stopped.</summary>
    public bool IsClosed => Volatile.Read(ref _closed);

    /// <summary>First offset that can be read.</summary>
    public long StartOffset => Volatile.Read(ref _startOffset);

    /// <summary>Offset that the next record gets.</summary>
    public long EndOffset => Volatile.Read(ref _segments)[^1].NextOffset;

    /// <summary>Bytes appended since the broker's start: tells a reader whether anything came since it looked.</summary>
    public long AppendedBytes => Volatile.Read(ref _appendedBytes);

    /// <summary>Bytes on disk.</summary>
    public long SizeBytes => Volatile.Read(ref _segments).Sum(static segment => segment.Length);

    /// <summary>Tells a fetch of everything appended after <paramref name="seen"/>.</summary>
    public void Watch(AppendWaiter waiter, long seen)
    {
        lock (_watchGate)
        {
            _watchers.Add(waiter);
            if (AppendedBytes > seen || _closed)
                waiter.Add(_closed ? long.MaxValue : AppendedBytes - seen);
        }
    }

    public void Unwatch(AppendWaiter waiter)
    {
        lock (_watchGate)
            _watchers.Remove(waiter);
    }

    private void Tell(long bytes)
    {
        lock (_watchGate)
        {
            Volatile.Write(ref _appendedBytes, _appendedBytes + bytes);
            foreach (var watcher in _watchers)
                watcher.Add(bytes);
        }
    }

    private static AppendResult Refused(ErrorCode error, string message) => new(error, -1, message);

    /// <summary>Ends all waits and closes the files; the log answers nothing more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            lock (_watchGate)
            {
                _closed = true;
                foreach (var watcher in _watchers)
                    watcher.Add(long.MaxValue / 2);
            }

            foreach (var segment in _segments)
                segment.Dispose();
        }
    }
}

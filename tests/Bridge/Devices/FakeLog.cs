using System.Collections.Concurrent;
using System.Text;
using ServerlessIot.Bridge.Kafka;

namespace ServerlessIot.Bridge.Tests.Devices;

/// <summary>A log that stores at once, or holds everything until the test decides.</summary>
internal sealed class FakeLog : IRecordLog
{
    private readonly ConcurrentQueue<InFlightRecord> _records = new();
    private readonly SemaphoreSlim _arrived = new(0);

    public bool Holds { get; set; }

    public bool IsUp { get; set; } = true;

    /// <summary>Partitions of its topic; without any it takes no marks.</summary>
    public int Partitions { get; set; }

    /// <summary>Arrival of what it says that waits before it.</summary>
    public long? OldestWaiting { get; set; }

    /// <summary>How long records are said to have waited.</summary>
    public TimeSpan OldestAge { get; set; }

    /// <summary>Topics that it says it does not have.</summary>
    public ConcurrentDictionary<string, bool> Missing { get; } = new(StringComparer.Ordinal);

    /// <summary>Everything submitted, in order.</summary>
    public IReadOnlyList<InFlightRecord> Records => [.. _records];

    /// <summary>With so many refusals it has them all.</summary>
    public int? RefusalsUntilThere { get; set; }

    /// <summary>How often somebody asked for one of them, or sent a record for one.</summary>
    public int Refusals => Volatile.Read(ref _refusals);

    /// <summary>How often somebody asked for a topic, or sent a record for one.</summary>
    public int Asked => Volatile.Read(ref _asked);

    private int _refusals;
    private int _asked;

    public bool Takes(string topic)
    {
        Interlocked.Increment(ref _asked);
        if (!Missing.ContainsKey(topic))
            return true;
        if (Interlocked.Increment(ref _refusals) == RefusalsUntilThere)
            Missing.Clear();
        return false;
    }

    public void Submit(InFlightRecord record)
    {
        if (record.Topic is { } topic && !Takes(topic))
        {
            record.Settle(RecordOutcome.NoTopic);
            return;
        }
        _records.Enqueue(record);
        if (!Holds)
            record.Settle(RecordOutcome.Stored);
        _arrived.Release();
    }

    /// <summary>Waits until <paramref name="count"/> further records were submitted.</summary>
    public async Task<IReadOnlyList<InFlightRecord>> WaitAsync(int count)
    {
        for (var i = 0; i < count; i++)
            Assert.True(await _arrived.WaitAsync(TimeSpan.FromSeconds(30)), $"only {i} of {count} records came");
        return Records;
    }

    public void SettleAll(RecordOutcome outcome = RecordOutcome.Stored)
    {
        foreach (var record in _records)
            record.Settle(outcome);
    }

    public Task WhenEmpty() => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _arrived.Dispose();
        return default;
    }
}

internal static class RecordReading
{
    /// <summary>A header as text; null when it is absent.</summary>
    public static string? Header(this InFlightRecord record, string name) =>
        record.Message.Headers.TryGetLastBytes(name, out var value) ? Encoding.UTF8.GetString(value) : null;

    public static string Value(this InFlightRecord record) => Encoding.UTF8.GetString(record.Message.Value);

    public static string Key(this InFlightRecord record) => Encoding.UTF8.GetString(record.Message.Key);
}

using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Bridge.Marks;

/// <summary>Writes marks into every partition of telemetry.raw: how far the bridge's data are in the log (delivery rule 9).</summary>
/// <remarks>
/// A mark goes the way of the records, so it lies behind all that the producer was given before. What the log has not acknowledged may have to be sent again, and so behind it: it holds the
/// watermark back, with the producer as well as in the spool or before a narrow uplink. So does a log that stores nothing: devices keep then what is not acknowledged, and have until the second mark afterwards to send it. A mark that the log does not take
/// is never followed by another one, and holds nothing else up. Over a narrow uplink marks come less often: they take a twentieth of it, as far as <see cref="BridgeMark.MostEvery"/> lets them.
/// </remarks>
internal sealed class BridgeMarker : IAsyncDisposable
{
    /// <summary>A record is with the producer this long after its arrival was noted, unless it waits where it can be seen; as a rule it takes microseconds.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    /// <summary>Most of a narrow uplink that marks take.</summary>
    private const double ShareOfUplink = 0.05;

    /// <summary>Bytes of a mark: 13 digits, a blank, 3 digits, both words.</summary>
    private const int MarkSize = 30 + RecordFactory.MarkHeaders;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);
    private readonly IRecordLog _log;
    private readonly RecordFactory _records;
    private readonly int _every;
    private readonly long _uplink;
    private readonly bool _hasSpool;
    private readonly TimeProvider _time;
    private readonly PeriodicTimer? _timer;
    private readonly Task _marking;
    private MarkedPartition[] _partitions = [];
    private long _reached; // all until here was taken by the log, or waits where it can be seen
    private bool _wasUp = true;

    /// <summary>Starts; the first marks follow after <see cref="BridgeOptions.MarkEvery"/>.</summary>
    /// <param name="log">Where records go.</param>
    /// <param name="records">Makes the records.</param>
    /// <param name="options">How often.</param>
    /// <param name="time">Clock.</param>
    public BridgeMarker(IRecordLog log, RecordFactory records, BridgeOptions options, TimeProvider time)
    {
        (_log, _records, _time) = (log, records, time);
        (_every, _hasSpool) = ((int)options.MarkEvery.TotalSeconds, options.SpoolDirectory is not null);
        _uplink = options.UplinkBytesPerSecond;
        _timer = _every == 0 ? null : new PeriodicTimer(options.MarkEvery, time);
        _marking = _timer is null ? Task.CompletedTask : MarkAsync(_timer);
    }

    /// <summary>Says that the bridge ends, once all that it took has its answer. Without the log, or with something that still waits, it does not say so.</summary>
    /// <param name="cancellation">Ends the wait for the log.</param>
    public async Task CloseAsync(CancellationToken cancellation)
    {
        await StopAsync();
        if (_timer is null || !_log.IsLogUp)
            return;
        Mark(isLast: true);
        while (!Array.TrueForAll(_partitions, partition => partition.IsFree))
        {
            try
            {
                await Task.Delay(LookAgain, _time, cancellation);
            }
            catch (OperationCanceledException)
            {
                return; // readers wait for the bridge until they have waited long enough
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task StopAsync()
    {
        _timer?.Dispose();
        await _marking;
    }

    private async Task MarkAsync(PeriodicTimer timer)
    {
        while (await timer.WaitForNextTickAsync())
        {
            if (!TryStretch(timer))
                return;
            Mark(isLast: false);
        }
    }

    private bool TryStretch(PeriodicTimer timer)
    {
        var period = TimeSpan.FromSeconds(Every(_log.Partitions));
        if (timer.Period == period)
            return true;
        try
        {
            timer.Period = period;
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false; // the bridge ends
        }
    }

    /// <summary>Seconds from one round of marks to the next.</summary>
    private int Every(int partitions) =>
        _uplink == 0 ? _every : (int)Math.Clamp(Math.Ceiling(partitions * (double)MarkSize / (_uplink * ShareOfUplink)), _every, BridgeMark.MostEvery);

    private void Mark(bool isLast)
    {
        var partitions = _log.Partitions;
        if (_partitions.Length < partitions)
            _partitions = [.. _partitions, .. Enumerable.Range(0, partitions - _partitions.Length).Select(_ => new MarkedPartition())];
        // In this order: what stops waiting afterwards is with the producer, and what arrives afterwards is younger.
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var isUp = _log.IsUp;
        if (isUp && _wasUp)
            _reached = now - (long)Settling.TotalMilliseconds;
        _wasUp = isUp;
        var waiting = _log.OldestWaiting;
        if (_reached == 0)
            return; // the log has never stored: whatever was said before still holds
        var mark = new BridgeMark(Math.Max(0, Math.Min(waiting ?? long.MaxValue, _reached)), Every(partitions), _hasSpool, isLast && waiting is null);
        for (var partition = 0; partition < partitions; partition++)
            if (isLast || _partitions[partition].IsFree)
                Send(mark, partition);
    }

    private void Send(BridgeMark mark, int partition)
    {
        var message = _records.CreateMark(mark);
        _partitions[partition].Sent();
        _log.Submit(new InFlightRecord(message, message.Value.Length + RecordFactory.MarkHeaders, _time.GetTimestamp(), _partitions[partition], 0, 0) { Partition = partition });
    }
}

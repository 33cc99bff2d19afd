namespace ServerlessIot.Bridge.Spool;

/// <summary>When the spool stands in for the log.</summary>
internal sealed partial class SpooledLog
{
    private static readonly TimeSpan CheckEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>A log that was never heard of is given this long at a start.</summary>
    private static readonly TimeSpan MostDown = TimeSpan.FromSeconds(1);

    private readonly PeriodicTimer _timer;
    private long? _downSince;
    private bool _isGone;

    private async Task WatchAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            lock (_lock)
            {
                if (!_isGone && ShouldTakeOver_NeedsLock())
                    TakeOver_NeedsLock();
                else if (_isGone && _log.IsUp && _log.OldestAge < _after)
                    Return_NeedsLock();
                Unpark_NeedsLock();
                _metrics.SetDisk(_files.Bytes, _files.Since ?? 0);
            }
            _writable.Set();
        }
    }

    private bool ShouldTakeOver_NeedsLock()
    {
        if (_log.OldestAge >= _after)
            return true;
        if (_log.IsUp)
        {
            _downSince = null;
            return false;
        }
        _downSince ??= _time.GetTimestamp();
        return _time.GetElapsedTime(_downSince.Value) >= (_after < MostDown ? _after : MostDown);
    }

    /// <summary>What the producer has stays with it, and is written down so that it can be acknowledged.</summary>
    private void TakeOver_NeedsLock()
    {
        _isGone = true;
        _downSince = null;
        _metrics.SetActive(true);
        BridgeLog.SpoolTakesOver(_logger, _direct.Count);
        while (_direct.First is { } node)
        {
            _direct.RemoveFirst();
            node.Value.Direct = null;
            Queue_NeedsLock(node.Value);
        }
        foreach (var key in _keys.Values.Where(k => k.Held.Count > 0 && !k.IsPuttingBack).ToList())
            while (key.Held.TryDequeue(out var held))
                Queue_NeedsLock(held);
    }

    private void Return_NeedsLock()
    {
        _isGone = false;
        _credit = MostCredit;
        _metrics.SetActive(false);
        BridgeLog.SpoolReturns(_logger, _depth);
        _sendable.Set();
    }
}

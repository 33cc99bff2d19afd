using Microsoft.Extensions.Logging;

namespace ServerlessIot.Bridge.Access.Files;

/// <summary>The files of a bridge, read again every two seconds: a new certificate, key, or list counts without a restart.</summary>
internal sealed class WatchedFiles : IAsyncDisposable
{
    /// <summary>So a revocation, and a key that leaves, which has to be read twice, counts long before the 10 s in which it must.</summary>
    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(2);

    private readonly List<IWatchedFile> _files = [];
    private readonly ILogger _logger;
    private readonly PeriodicTimer _timer;
    private Task _loop = Task.CompletedTask;
    private int _generation;

    public WatchedFiles(TimeProvider time, ILogger logger)
    {
        _logger = logger;
        _timer = new PeriodicTimer(ReadEvery, time);
    }

    /// <summary>Grows when a file has changed.</summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <summary>Reads a file now, and from then on when it changes; null without a path. Only before <see cref="Start"/>.</summary>
    /// <exception cref="Settings.SettingException">The file cannot be used.</exception>
    public WatchedFile<T>? Add<T>(string setting, string? path, int maxBytes, string expected, Func<byte[], T> read)
        where T : class
    {
        if (path is null)
            return null;
        var file = new WatchedFile<T>(setting, path, maxBytes, expected, read);
        _files.Add(file);
        return file;
    }

    public void Start() => _loop = RunAsync();

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _loop;
    }

    private async Task RunAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            var changed = false;
            foreach (var file in _files)
                changed |= file.Refresh(_logger);
            if (changed)
                Interlocked.Increment(ref _generation);
        }
    }
}

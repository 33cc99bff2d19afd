using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ServerlessIot.Host.Timers;

/// <summary>Keeps the states of timers, one small file each, or in memory where there is no directory.</summary>
internal sealed class TimerStates
{
    private readonly ConcurrentDictionary<string, TimerState> _memory = new();
    private readonly string? _directory;
    private readonly ILogger _logger;

    public TimerStates(string? directory, ILogger logger)
    {
        _logger = logger;
        if (directory is null) return;
        _directory = Path.Combine(directory, "timers");
        Directory.CreateDirectory(_directory);
    }

    /// <summary>The state of a timer; null before its first start, or where its file cannot be read.</summary>
    public TimerState? Read(string app, string function)
    {
        if (_directory is null) return _memory.GetValueOrDefault(Key(app, function));
        string file = FileOf(app, function);
        if (!File.Exists(file)) return null;
        try
        {
            return JsonSerializer.Deserialize<TimerState>(File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            HostLog.TimerStateUnreadable(_logger, e, file);
            return null;
        }
    }

    /// <summary>Replaces the state of a timer; a crash leaves the old or the new one.</summary>
    public void Write(string app, string function, TimerState state)
    {
        if (_directory is null)
        {
            _memory[Key(app, function)] = state;
            return;
        }
        string file = FileOf(app, function);
        File.WriteAllBytes(file + ".new", JsonSerializer.SerializeToUtf8Bytes(state));
        File.Move(file + ".new", file, overwrite: true);
    }

    private static string Key(string app, string function) => $"{app}.{function}";

    private string FileOf(string app, string function) => Path.Combine(_directory!, Key(app, function) + ".json");
}

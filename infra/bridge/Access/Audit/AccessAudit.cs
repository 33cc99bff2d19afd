using System.Buffers;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Access.Audit;

/// <summary>
/// Who was refused, and who had to leave, as JSON lines in a file. Written once a second, away from whoever tells; what happens several times in
/// a second is one line, so that somebody who hammers at the door does not push out what others did.
/// </summary>
internal sealed class AccessAudit : IAsyncDisposable
{
    private const int MostEntries = 4_096;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly AuditFile? _file;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly PeriodicTimer _timer;
    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _unwritten = new();
    private Dictionary<AuditEntry, (DateTimeOffset Time, int Count)> _entries = [];
    private int _lost;
    private bool _failing;
    private readonly Task _loop;

    /// <exception cref="SettingException">The file cannot be written.</exception>
    public AccessAudit(AccessOptions options, TimeProvider time, ILogger logger)
    {
        (_time, _logger) = (time, logger);
        _timer = new PeriodicTimer(Every, time);
        _loop = Task.CompletedTask;
        if (options.AuditFile is not { } path)
            return;
        _file = new AuditFile(path, options.AuditBytes);
        try
        {
            _file.Append([]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _timer.Dispose();
            throw new SettingException("Bridge__AuditFile", path, $"a file that can be written ({e.Message})");
        }
        _loop = RunAsync();
    }

    /// <summary>Leaves something to be written. Never waits, never fails.</summary>
    public void Tell(AuditKind kind, string? who, IPAddress? address, string why)
    {
        if (_file is null)
            return;
        var entry = new AuditEntry(kind, AuditEntry.Bounded(who), address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address, AuditEntry.Bounded(why)!);
        lock (_lock)
        {
            if (_entries.TryGetValue(entry, out var known))
                _entries[entry] = known with { Count = known.Count + 1 };
            else if (_entries.Count < MostEntries)
                _entries.Add(entry, (_time.GetUtcNow(), 1));
            else
                _lost++;
        }
    }

    /// <summary>Writes what there is.</summary>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _loop;
        if (_file is null)
            return;
        Write(_file); // what a failure left
        Write(_file);
    }

    private async Task RunAsync()
    {
        while (await _timer.WaitForNextTickAsync())
            Write(_file!);
    }

    private void Write(AuditFile file)
    {
        // While the disk fails nothing is taken over: what finds no room is counted.
        if (_unwritten.WrittenCount == 0)
            Format(TakeAll());
        if (_unwritten.WrittenCount == 0)
            return;
        try
        {
            file.Append(_unwritten.WrittenSpan);
            _unwritten.Clear();
            _failing = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_failing)
                BridgeLog.AuditFailed(_logger, e.Message);
            _failing = true;
        }
    }

    private Dictionary<AuditEntry, (DateTimeOffset Time, int Count)> TakeAll()
    {
        lock (_lock)
        {
            if (_lost > 0)
                _entries.Add(new AuditEntry(AuditKind.Lost, null, null, "more happened than could be written"), (_time.GetUtcNow(), _lost));
            _lost = 0;
            var taken = _entries;
            if (taken.Count > 0)
                _entries = [];
            return taken;
        }
    }

    private void Format(Dictionary<AuditEntry, (DateTimeOffset Time, int Count)> entries)
    {
        using var writer = new Utf8JsonWriter(_unwritten, Options);
        foreach (var (entry, (time, count)) in entries)
        {
            entry.Write(writer, time, count);
            writer.Flush();
            writer.Reset();
            _unwritten.Write("\n"u8);
        }
    }
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ServerlessIot.Bridge.Access.Audit;

/// <summary>
/// One audit file, and what is not in it yet. What happens several times is one line; of refusals, and attempts at what is another's, the first is
/// written within a second, and those that follow within a minute are one line at its end.
/// </summary>
internal sealed class AuditTrail(AuditFile file, TimeProvider time, ILogger logger)
{
    private const int MostLines = 4_096;
    private static readonly TimeSpan Held = TimeSpan.FromMinutes(1);
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Lock _lock = new();
    private readonly Dictionary<AuditEntry, AuditLine> _lines = [];
    private readonly ArrayBufferWriter<byte> _unwritten = new();
    private int _lost;
    private bool _failing;

    /// <summary>Leaves something to be written. Never waits, never fails.</summary>
    public void Tell(AuditEntry entry)
    {
        lock (_lock)
        {
            if (_lines.TryGetValue(entry.Key, out var known))
                known.Again(entry, time.GetUtcNow());
            else if (_lines.Count < MostLines)
                _lines.Add(entry.Key, new AuditLine(entry, time.GetUtcNow()));
            else
                _lost++;
        }
    }

    /// <summary>Writes what is due; at the end, what there is.</summary>
    public void Write(bool last)
    {
        // While the disk fails nothing is taken over: what finds no room is counted.
        if (_unwritten.WrittenCount == 0)
            Take(last);
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
                BridgeLog.AuditFailed(logger, e.Message);
            _failing = true;
        }
    }

    private void Take(bool last)
    {
        var now = time.GetTimestamp();
        using var writer = new Utf8JsonWriter(_unwritten, Options);
        lock (_lock)
        {
            foreach (var (key, line) in _lines)
            {
                if (!last && line.WrittenAt is { } at && time.GetElapsedTime(at, now) < Held)
                    continue;
                var seen = line.Count > 0;
                if (seen)
                    Format(writer, line.Entry, line.Time, line.Count, line.Others);
                line.Written(now);
                if (!seen || !key.IsHeld)
                    _lines.Remove(key);
            }
            if (_lost > 0)
                Format(writer, new AuditEntry(AuditKind.Lost, null, null, "more happened than could be written"), time.GetUtcNow(), _lost, others: false);
            _lost = 0;
        }
    }

    private void Format(Utf8JsonWriter writer, AuditEntry entry, DateTimeOffset at, int count, bool others)
    {
        entry.Write(writer, at, count, others);
        writer.Flush();
        writer.Reset();
        _unwritten.Write("\n"u8);
    }
}

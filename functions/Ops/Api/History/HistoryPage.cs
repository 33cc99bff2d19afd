using System.Buffers;
using System.Text;
using ServerlessIot.Domain.Events;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Api.History;

/// <summary>A page of a device's events.</summary>
internal static class HistoryPage
{
    /// <summary>Events that a page looks at, however few of them have the measures that were asked for.</summary>
    internal const int MostLookedAt = 200_000;

    /// <summary>Takes up to <paramref name="limit"/> events, all or those that have one of some measures.</summary>
    internal static async Task<BytesAnswer> TakeAsync(IAsyncEnumerable<DeviceEvent> events, IReadOnlyList<string>? measures, int limit, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>(4096);
        body.Write("{\"items\":["u8);
        var (taken, lookedAt) = (0, 0);
        HistoryKey? last = null, next = null;
        await foreach (var e in events.WithCancellation(cancellationToken))
        {
            if (taken == limit || lookedAt == MostLookedAt)
            {
                next = last;
                break;
            }

            lookedAt++;
            last = HistoryKey.Of(e);
            if (Narrow(e, measures) is not { } item) continue;
            if (taken++ > 0) body.Write(","u8);
            // Events have one JSON form everywhere: the archive's lines, the log's values and this answer are the same bytes.
            EventJson.Write(body, item);
        }

        // A key has digits, '-' and '_' only.
        body.Write(next is null ? "]}"u8 : Encoding.UTF8.GetBytes($"],\"next\":\"{next}\"}}"));
        return new BytesAnswer(body.WrittenMemory, "application/json");
    }

    private static DeviceEvent? Narrow(DeviceEvent e, IReadOnlyList<string>? measures)
    {
        if (measures is null) return e;
        var kept = e.Measurements.Where(measurement => measures.Contains(measurement.Name)).ToList();
        return kept.Count == 0 ? null : e with { Measurements = kept };
    }
}

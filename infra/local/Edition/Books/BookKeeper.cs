using System.Globalization;
using System.Text.Json;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Edition.Books;

/// <summary>Reads everything back and closes the books.</summary>
/// <param name="sources">Where to read.</param>
/// <param name="topics">Topic names.</param>
public sealed class BookKeeper(BookSources sources, TopicNames topics)
{
    private const int Named = 10;

    /// <summary>Reads the stores and compares them with what the devices saw.</summary>
    public async Task<BooksResult> CloseAsync(CancellationToken cancellationToken)
    {
        var (stored, windows, coverage, order, quarantined) = (new StoredTally(), new WindowTally(), new RawCoverage(), new DeviceOrder(), new DeviceSequences());
        await Task.WhenAll(ReadRowsAsync(stored, cancellationToken), ReadWindowsAsync(windows, cancellationToken), ReadLogAsync(coverage, order, quarantined, cancellationToken));

        long acknowledged = 0, lost = 0;
        List<string> examples = [.. stored.Doubles.Select(text => "doubled: " + text), .. order.Examples.Select(text => "reordered: " + text)];
        foreach (var device in sources.Ledger.Devices)
        {
            foreach (var range in device.Acknowledged)
            {
                acknowledged += range.Count;
                for (var sequence = range.First; sequence <= range.Last; sequence++)
                {
                    if (stored.Contains(device.Device, sequence) || quarantined.Contains(device.Device, sequence)) continue;
                    if (lost++ < Named) examples.Add($"lost: device {device.Device}, seq {sequence}");
                }
            }
        }

        // Broken payloads carry no number to look for; that all of them are there is a matter of counting.
        var notRefused = sources.Ledger.Total.Unacknowledged == 0 ? Math.Max(0, sources.Ledger.Total.Invalid - coverage.Quarantined) : 0;
        if (notRefused > 0) examples.Add($"lost: {notRefused:#,0} broken payloads are not in quarantine");
        var (missing, beyond) = windows.Against(stored.PerDevice);
        if (missing > 0) examples.Add($"lost: {missing:#,0} stored events are in no window");
        if (beyond > 0) examples.Add($"doubled: windows count {beyond:#,0} events more than are stored");
        return new BooksResult
        {
            Published = sources.Ledger.Total.Published + sources.Ledger.Total.Invalid + sources.Ledger.Total.Duplicates,
            Acknowledged = acknowledged,
            Raw = coverage.Raw,
            Valid = coverage.Valid,
            Quarantined = coverage.Quarantined,
            Duplicates = coverage.Duplicates,
            Stored = stored.Rows,
            Aggregated = windows.Events,
            Lost = lost + missing + notRefused,
            Doubled = stored.Doubled + beyond,
            Reordered = order.Reordered,
            Examples = examples,
        };
    }

    private async Task ReadRowsAsync(StoredTally stored, CancellationToken cancellationToken)
    {
        await foreach (var row in sources.Rows.WithCancellation(cancellationToken)) stored.Add(row);
    }

    private async Task ReadWindowsAsync(WindowTally windows, CancellationToken cancellationToken)
    {
        await foreach (var window in sources.Windows.WithCancellation(cancellationToken)) windows.Add(window);
    }

    private async Task ReadLogAsync(RawCoverage coverage, DeviceOrder order, DeviceSequences quarantined, CancellationToken cancellationToken)
    {
        await foreach (var record in sources.Topic(topics.Raw).WithCancellation(cancellationToken)) coverage.AddRaw(record);
        await foreach (var record in sources.Topic(topics.Valid).WithCancellation(cancellationToken))
        {
            coverage.AddValid(record);
            order.Add(record);
        }

        await foreach (var record in sources.Topic(topics.Quarantine).WithCancellation(cancellationToken))
        {
            coverage.AddQuarantined(record);
            if (Sequence(record) is { } sequence) quarantined.Add(DeviceKey.Read(record.Key.Span).Device ?? "", sequence);
        }
    }

    /// <summary>The sequence number in the payload of a quarantined record; null when it is too broken to tell.</summary>
    private static long? Sequence(LogRecord record)
    {
        try
        {
            using var payload = JsonDocument.Parse(record.Value);
            return Find(payload.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static long? Find(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object) return null;
        foreach (var property in element.EnumerateObject())
        {
            if (property.Name == StoredTally.SequenceAttribute && long.TryParse(property.Value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
            if (Find(property.Value) is { } inner) return inner;
        }

        return null;
    }
}

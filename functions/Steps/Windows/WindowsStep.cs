using System.Globalization;
using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Windows;
using ServerlessIot.Steps.Documents;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Steps.Windows;

/// <summary>
/// Keeps told windows as documents for queries. Reads aggregates; needs no journal, since a document is written only over
/// a lower origin. A step of its own so that a document store that is down does not stop Aggregate.
/// </summary>
public sealed class WindowsStep(DocumentWriter documents, ILogWriter log, TopicNames topics)
{
    /// <summary>Writes the windows of one batch; records that hold none go to quarantine.</summary>
    public async Task RunAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        var writes = new List<DocumentWrite>(records.Count);
        var refused = new List<OutRecord>();
        foreach (var record in records)
        {
            try
            {
                if (JsonSerializer.Deserialize(record.Value.Span, DomainJson.Default.WindowRecord) is { } window) writes.Add(Write(window));
                else refused.Add(Quarantine.Record(topics, record, "windows", new Refusal("no-window", "The record is null.")));
            }
            catch (JsonException exception)
            {
                refused.Add(Quarantine.Record(topics, record, "windows", new Refusal("no-window", $"The record is no window: {exception.Message}")));
            }
        }

        await log.WriteAsync(refused, cancellationToken);
        await documents.WriteAsync(writes, cancellationToken);
    }

    /// <summary>Id of a window's document within its device's partition: sorts by start.</summary>
    public static string IdOf(long start) => start.ToString("D16", CultureInfo.InvariantCulture);

    private static DocumentWrite Write(WindowRecord window) => new(Containers.Windows, $"{window.Tenant}/{window.Device}", IdOf(window.Start), window);
}

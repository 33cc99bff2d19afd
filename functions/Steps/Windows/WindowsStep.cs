using System.Globalization;
using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Windows;
using ServerlessIot.Steps.Documents;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Steps.Windows;

/// <summary>
/// Keeps told windows as documents for queries. Reads aggregates; needs no journal, since a document is written only over
/// a lower origin. A step of its own so that a document store that is down does not stop Aggregate.
/// </summary>
public sealed class WindowsStep(DocumentWriter documents)
{
    /// <summary>Writes the windows of one batch; a record that is no window is skipped, since only Aggregate writes here.</summary>
    public Task RunAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken) =>
        documents.WriteAsync([.. records.Select(Read).OfType<WindowRecord>().Select(Write)], cancellationToken);

    /// <summary>Id of a window's document within its device's partition: sorts by start.</summary>
    public static string IdOf(long start) => start.ToString("D16", CultureInfo.InvariantCulture);

    private static DocumentWrite Write(WindowRecord window) => new(Containers.Windows, $"{window.Tenant}/{window.Device}", IdOf(window.Start), window);

    private static WindowRecord? Read(LogRecord record)
    {
        try
        {
            return JsonSerializer.Deserialize(record.Value.Span, DomainJson.Default.WindowRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

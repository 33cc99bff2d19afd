using Microsoft.Extensions.Logging;

namespace ServerlessIot.Steps.Ingest;

/// <summary>Log events 1300–1399: events of an event hub.</summary>
internal static partial class IngestLog
{
    [LoggerMessage(1300, LogLevel.Error, "ingest: {Count} events could not be stored; they come again")]
    public static partial void Failed(this ILogger logger, Exception exception, int count);

    [LoggerMessage(1301, LogLevel.Warning, "ingest: {Count} of {All} events went to quarantine; the first: {Reason}")]
    public static partial void Refused(this ILogger logger, int count, int all, string reason);
}

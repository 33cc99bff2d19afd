using Microsoft.Extensions.Logging;

namespace ServerlessIot.Steps.Audit;

/// <summary>Log events 1200–1299: the books of the running system.</summary>
internal static partial class AuditLog
{
    [LoggerMessage(1200, LogLevel.Critical, "audit: {Text}")]
    public static partial void Raised(this ILogger logger, string text);

    [LoggerMessage(1201, LogLevel.Warning, "audit: {Step} {Partition}: {Kind} is off by {Amount}; the next look tells whether it stays")]
    public static partial void Suspected(this ILogger logger, string step, int partition, string kind, long amount);

    [LoggerMessage(1202, LogLevel.Information, "audit: {Step} {Partition}: {Kind} is in order again")]
    public static partial void Settled(this ILogger logger, string step, int partition, string kind);

    [LoggerMessage(1203, LogLevel.Warning, "audit: another look wrote the books meanwhile")]
    public static partial void Overlapped(this ILogger logger);

    [LoggerMessage(1204, LogLevel.Error, "audit: the journal of {Step} {Partition} cannot be read")]
    public static partial void Unreadable(this ILogger logger, Exception exception, string step, int partition);
}

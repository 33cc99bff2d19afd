using Microsoft.Extensions.Logging;

namespace ServerlessIot.Steps.Notify;

/// <summary>Log events 1100–1199: alerts and their channels.</summary>
internal static partial class NotifyLog
{
    [LoggerMessage(1100, LogLevel.Warning, "notify: alert {AlertId} did not get through to {Channel}: {Reason}")]
    public static partial void NotDelivered(this ILogger logger, string alertId, string channel, string reason);

    [LoggerMessage(1101, LogLevel.Warning, "notify: {Topic} {Partition} offset {Offset} is no alert and went to quarantine: {Reason}")]
    public static partial void Refused(this ILogger logger, string topic, int partition, long offset, string reason);

    [LoggerMessage(1102, LogLevel.Information, "notify: sent {Count} pending alerts again")]
    public static partial void Resent(this ILogger logger, int count);

    [LoggerMessage(1103, LogLevel.Error, "notify: an alert could not be recorded; it will be tried again")]
    public static partial void Unavailable(this ILogger logger, Exception exception);

    [LoggerMessage(1105, LogLevel.Warning, "notify: what came of alert {AlertId} on {Channel} was not noted, it is sent again: {Reason}")]
    public static partial void NotNoted(this ILogger logger, string alertId, string channel, string reason);

    [LoggerMessage(1106, LogLevel.Warning, "notify: alert {AlertId} came too late for {Channel} and was not sent")]
    public static partial void Expired(this ILogger logger, string alertId, string channel);

    [LoggerMessage(1107, LogLevel.Warning, "notify: alert {AlertId} was not sent on {Channel}, which has not been set up for a day, and is dropped there")]
    public static partial void Dropped(this ILogger logger, string alertId, string channel);

    [LoggerMessage(1104, LogLevel.Information, "notify: {Count} alerts that nobody took were escalated")]
    public static partial void Escalated(this ILogger logger, int count);
}

using Microsoft.Extensions.Logging;

namespace ServerlessIot.Adapters.Notify;

/// <summary>Log events 2100–2199: alerts as log events.</summary>
internal static partial class ChannelLog
{
    [LoggerMessage(2100, LogLevel.Warning, "ALERT {AlertId} {Tenant}/{Device} {Rule} severity {Severity} ({Level}): {Message}")]
    public static partial void Alert(this ILogger logger, string alertId, string tenant, string device, string rule, int severity, string level, string message);

    [LoggerMessage(2102, LogLevel.Error, "notify: alert {AlertId} was mailed, but not to {Recipient}: {Reason}")]
    public static partial void RecipientRefused(this ILogger logger, string alertId, string recipient, string reason);

    [LoggerMessage(2101, LogLevel.Warning, "ALERTS of {Tenant}: {Waiting} more had to wait for the limit of this channel")]
    public static partial void Waiting(this ILogger logger, string tenant, long waiting);
}

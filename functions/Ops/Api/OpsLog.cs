using Microsoft.Extensions.Logging;

namespace ServerlessIot.Ops.Api;

/// <summary>Log events 3000–3099: the HTTP API.</summary>
internal static partial class OpsLog
{
    [LoggerMessage(3000, LogLevel.Warning, "{Path} was answered with 503")]
    public static partial void Unavailable(this ILogger logger, Exception exception, string path);

    [LoggerMessage(3001, LogLevel.Warning, "{Method} {Path} was refused with {Status}: {Reason} (and {Others} more before)")]
    public static partial void Refused(this ILogger logger, string method, string path, int status, string reason, int others);

    [LoggerMessage(3002, LogLevel.Warning, "{Caller} was refused {Method} {Path} with {Status}: {Reason}")]
    public static partial void NotAllowed(this ILogger logger, string? caller, string method, string path, int status, string reason);

    [LoggerMessage(3003, LogLevel.Warning, "The signing keys could not be fetched; those of {Fetched} still count")]
    public static partial void KeysAreOld(this ILogger logger, Exception exception, DateTimeOffset fetched);
}

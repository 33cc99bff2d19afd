using Microsoft.Extensions.Logging;

namespace ServerlessIot.Ops.Api;

/// <summary>Log events 3000–3099: the HTTP API.</summary>
internal static partial class OpsLog
{
    [LoggerMessage(3000, LogLevel.Warning, "{Path} was answered with 503")]
    public static partial void Unavailable(this ILogger logger, Exception exception, string path);
}

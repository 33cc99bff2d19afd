using Microsoft.Extensions.Logging;

namespace ServerlessIot.Bridge.Access.Service;

/// <summary>Log events 3090 to 3092: devices out of service.</summary>
internal static partial class ServiceLog
{
    [LoggerMessage(3090, LogLevel.Information, "The registry says that {Count} devices are out of service; they are not let in")]
    public static partial void Changed(ILogger logger, int count);

    [LoggerMessage(3091, LogLevel.Warning, "Which devices are out of service cannot be looked for, and the {Count} known ones stay so: {Reason}")]
    public static partial void Away(ILogger logger, int count, string reason);

    [LoggerMessage(3092, LogLevel.Information, "Which devices are out of service can be looked for again")]
    public static partial void Back(ILogger logger);
}

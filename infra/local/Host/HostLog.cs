using Microsoft.Extensions.Logging;

namespace ServerlessIot.Host;

/// <summary>What the host logs.</summary>
internal static partial class HostLog
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Information, Message = "App {App}: {Count} functions: {Functions}")]
    public static partial void AppLoaded(ILogger logger, string app, int count, string functions);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Information, Message = "{Function} is disabled: {Why}")]
    public static partial void Disabled(ILogger logger, string function, string why);

    [LoggerMessage(EventId = 4010, Level = LogLevel.Warning, Message = "The state {File} of a timer cannot be read and is begun anew")]
    public static partial void TimerStateUnreadable(ILogger logger, Exception error, string file);

    [LoggerMessage(EventId = 4011, Level = LogLevel.Error, Message = "Timer function {Function} failed; it runs again at its next time")]
    public static partial void TimerFailed(ILogger logger, Exception error, string function);

    [LoggerMessage(EventId = 4012, Level = LogLevel.Error, Message = "The state of timer function {Function} cannot be kept; after a restart a missed run may go unnoticed")]
    public static partial void TimerStateNotKept(ILogger logger, Exception error, string function);

    [LoggerMessage(EventId = 4020, Level = LogLevel.Error, Message = "HTTP function {Function} failed")]
    public static partial void HttpFailed(ILogger logger, Exception error, string function);

    [LoggerMessage(EventId = 4030, Level = LogLevel.Information, Message = "{Function} #{Instance}: partitions {Partitions} of {Topic} assigned")]
    public static partial void Assigned(ILogger logger, string function, int instance, string partitions, string topic);

    [LoggerMessage(EventId = 4031, Level = LogLevel.Information, Message = "{Function} #{Instance}: partitions {Partitions} of {Topic} revoked; what is being executed goes on")]
    public static partial void Revoked(ILogger logger, string function, int instance, string partitions, string topic);

    [LoggerMessage(EventId = 4032, Level = LogLevel.Warning, Message = "{Function} #{Instance}: reading {Topic}: {Reason}; trying again")]
    public static partial void ConsumeFailed(ILogger logger, string function, int instance, string topic, string reason);

    [LoggerMessage(EventId = 4033, Level = LogLevel.Warning, Message = "{Function} #{Instance}: Kafka client: {Reason}")]
    public static partial void Client(ILogger logger, string function, int instance, string reason);

    [LoggerMessage(EventId = 4034, Level = LogLevel.Warning, Message = "{Function}: attempt {Attempt} of a batch of {Count} records at {Position} failed; it is executed again in place")]
    public static partial void Retrying(ILogger logger, Exception error, string function, int attempt, int count, string position);

    [LoggerMessage(EventId = 4035, Level = LogLevel.Error, Message = "{Function}: {Count} records at {Position} failed and are skipped: {Why}")]
    public static partial void Skipped(ILogger logger, Exception error, string function, int count, string position, string why);

    [LoggerMessage(EventId = 4036, Level = LogLevel.Warning, Message = "{Function}: the offset of {Position} was not stored: {Reason}")]
    public static partial void NotStored(ILogger logger, string function, string position, string reason);

    [LoggerMessage(EventId = 4037, Level = LogLevel.Critical, Message = "{Function} #{Instance} stopped reading; the host ends")]
    public static partial void SubscriberDied(ILogger logger, Exception error, string function, int instance);

    [LoggerMessage(EventId = 4038, Level = LogLevel.Information, Message = "{Function}: lag {Lag}, from {From} to {To} instances")]
    public static partial void Scaled(ILogger logger, string function, long lag, int from, int to);

    [LoggerMessage(EventId = 4039, Level = LogLevel.Warning, Message = "{Function}: the lag is not known now: {Reason}")]
    public static partial void LagUnknown(ILogger logger, string function, string reason);

    [LoggerMessage(EventId = 4040, Level = LogLevel.Warning, Message = "{What} did not end within {Seconds} s and is left behind")]
    public static partial void LeftBehind(ILogger logger, string what, double seconds);

    [LoggerMessage(EventId = 4041, Level = LogLevel.Error, Message = "{Function}: an instance could not be started")]
    public static partial void InstanceFailed(ILogger logger, Exception error, string function);

    [LoggerMessage(EventId = 4042, Level = LogLevel.Information, Message = "{Function} #{Instance}: started")]
    public static partial void InstanceStarted(ILogger logger, string function, int instance);
}

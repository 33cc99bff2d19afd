using Microsoft.Extensions.Logging;

namespace ServerlessIot.Steps.Commands;

/// <summary>Log events 1700–1799: commands and their replies.</summary>
internal static partial class CommandLog
{
    [LoggerMessage(1700, LogLevel.Warning, "commands: {Id} of {Device} is recorded, and the log did not take it in time; the timer tells it")]
    public static partial void NotTold(this ILogger logger, string id, string device);

    [LoggerMessage(1701, LogLevel.Information, "commands: {Ended} ended for their age, {Told} told again")]
    public static partial void Settled(this ILogger logger, int ended, int told);

    [LoggerMessage(1702, LogLevel.Warning, "reply: {Topic} {Partition} offset {Offset} went to quarantine: {Reason}")]
    public static partial void Refused(this ILogger logger, string topic, int partition, long offset, string reason);

    [LoggerMessage(1703, LogLevel.Error, "reply: a reply could not be recorded; it will be tried again")]
    public static partial void Unavailable(this ILogger logger, Exception exception);

    [LoggerMessage(1704, LogLevel.Warning, "commands: the log has {Id} of {Device}, which could not be noted; the timer tells it again: {Error}")]
    public static partial void NotNoted(this ILogger logger, string id, string device, string error);

    [LoggerMessage(1705, LogLevel.Warning, "commands: the log does not take commands; this run tells no more of them")]
    public static partial void TellsNoMore(this ILogger logger);

    [LoggerMessage(1706, LogLevel.Warning, "commands: how far replies are handled could not be read: {Error}")]
    public static partial void NotLooked(this ILogger logger, string error);

    [LoggerMessage(1707, LogLevel.Information, "commands: {Held} are overdue and wait until the replies written before are handled")]
    public static partial void Held(this ILogger logger, int held);

    [LoggerMessage(1708, LogLevel.Warning, "commands: {Ended} ended for their age although replies written before are not handled yet: they have waited long enough")]
    public static partial void EndedAnyway(this ILogger logger, int ended);
}

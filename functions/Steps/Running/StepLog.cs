using Microsoft.Extensions.Logging;

namespace ServerlessIot.Steps.Running;

/// <summary>Log events 1000–1099: running journaled steps.</summary>
internal static partial class StepLog
{
    [LoggerMessage(1000, LogLevel.Information, "{Step} {Partition}: opened its journal at offset {Offset}, number {Number}")]
    public static partial void Opened(this ILogger logger, string step, int partition, long offset, long number);

    [LoggerMessage(1001, LogLevel.Warning, "{Step} {Partition}: somebody else wrote the journal, or it lost its tail; reading it again")]
    public static partial void Conflict(this ILogger logger, string step, int partition);

    [LoggerMessage(1002, LogLevel.Warning, "{Step} {Partition}: reading offsets {From} to {To} back from the log")]
    public static partial void Gap(this ILogger logger, string step, int partition, long from, long to);

    [LoggerMessage(1003, LogLevel.Critical, "{Step} {Partition}: {Count} records from offset {From} on are lost: the log no longer holds them")]
    public static partial void Lost(this ILogger logger, string step, int partition, long from, long count);

    [LoggerMessage(1004, LogLevel.Critical, "{Step} {Partition}: the log was recreated (it ends at {End}, the mark is {Offset}); epoch {Epoch} begins")]
    public static partial void Recreated(this ILogger logger, string step, int partition, long end, long offset, int epoch);

    [LoggerMessage(1005, LogLevel.Warning, "{Step} {Partition}: number {Number} follows {Last}: records beyond the hole wait until they come again")]
    public static partial void Hole(this ILogger logger, string step, int partition, long number, long last);

    [LoggerMessage(1006, LogLevel.Error, "{Step}: a batch failed; it will be tried again in {Delay}")]
    public static partial void Failed(this ILogger logger, Exception exception, string step, TimeSpan delay);

    [LoggerMessage(1007, LogLevel.Warning, "{Step} {Partition}: one of {Count} records from offset {From} on makes the step fail; it is looked for")]
    public static partial void Divided(this ILogger logger, Exception exception, string step, int partition, int count, long from);

    [LoggerMessage(1010, LogLevel.Critical, "{Step} {Partition}: {Count} records from offset {Offset} on are of a log that was deleted before they were processed; they are dropped")]
    public static partial void Stale(this ILogger logger, string step, int partition, int count, long offset);

    [LoggerMessage(1011, LogLevel.Critical, "{Step} {Partition}: {Count} records from number {From} on are lost: the log was recreated before they were read")]
    public static partial void LostNumbers(this ILogger logger, string step, int partition, long from, long count);

    [LoggerMessage(1012, LogLevel.Critical, "{Step} {Partition}: numbers begin again at {Number}, the last was {Last}: Validate's journal was restored from an older backup than this step's")]
    public static partial void NumbersAgain(this ILogger logger, string step, int partition, long number, long last);

    [LoggerMessage(1009, LogLevel.Warning, "{Step} {Partition}: the store has forgotten {Blob}; it is made again of offsets {First} to {Last}")]
    public static partial void Forgotten(this ILogger logger, string step, int partition, string blob, long first, long last);

    [LoggerMessage(1008, LogLevel.Error, "{Step} {Partition}: the record at offset {Offset} makes the step fail and goes to quarantine")]
    public static partial void Refused(this ILogger logger, Exception exception, string step, int partition, long offset);
}

using Microsoft.Extensions.Logging;

namespace ServerlessIot.Adapters.Kafka;

/// <summary>Log events 2000–2099: Kafka clients.</summary>
internal static partial class KafkaLog
{
    [LoggerMessage(2000, LogLevel.Warning, "Kafka client: {Code}: {Reason}")]
    public static partial void Error(this ILogger logger, string code, string reason);

    [LoggerMessage(2001, LogLevel.Debug, "Kafka client: {Facility}: {Message}")]
    public static partial void Client(this ILogger logger, string facility, string message);
}

using Microsoft.Extensions.Logging;

namespace ServerlessIot.Steps.Replay;

/// <summary>Log events 1400–1499: replays.</summary>
internal static partial class ReplayLog
{
    [LoggerMessage(1400, LogLevel.Information, "replay {Job}: {State}. {Reason}")]
    public static partial void Changed(this ILogger logger, string job, string state, string? reason);

    [LoggerMessage(1401, LogLevel.Error, "replay {Job} cannot be done")]
    public static partial void Failed(this ILogger logger, Exception exception, string job);

    [LoggerMessage(1402, LogLevel.Information, "replay {Job}: somebody else went on with it, or ended it")]
    public static partial void Overtaken(this ILogger logger, string job);

    [LoggerMessage(1403, LogLevel.Warning, "replay {Job}: what was being published when its runner ended is published again, with the same numbers")]
    public static partial void Again(this ILogger logger, string job);
}

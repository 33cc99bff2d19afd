using Microsoft.Extensions.Logging;

namespace ServerlessIot.Steps.Rules;

/// <summary>Log events 1800–1899: rule files.</summary>
internal static partial class RulesLog
{
    [LoggerMessage(1800, LogLevel.Information, "rules: version {Version} with {Count} rules was published by {By}")]
    public static partial void RulesPublished(this ILogger logger, int version, int count, string by);

    [LoggerMessage(1802, LogLevel.Error, "rules: version {Version} of the groups cannot be read, those before hold on: {Reason}")]
    public static partial void GroupsNotRead(this ILogger logger, int version, string reason);

    [LoggerMessage(1801, LogLevel.Error, "rules: version {Version} cannot be read, the ones before stay in force: {Reason}")]
    public static partial void RulesNotRead(this ILogger logger, int version, string reason);
}

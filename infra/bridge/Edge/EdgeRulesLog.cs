using Microsoft.Extensions.Logging;

namespace ServerlessIot.Bridge.Edge;

/// <summary>Log events 3080 to 3089: the rules at the edge.</summary>
internal static partial class EdgeRulesLog
{
    [LoggerMessage(3080, LogLevel.Information, "Edge alerts follow version {Version} of the published rules, {Count} rules")]
    public static partial void Changed(ILogger logger, int version, int count);

    [LoggerMessage(3081, LogLevel.Warning, "Published rules cannot be looked for, and edge alerts go on by version {Version}: {Reason}")]
    public static partial void Away(ILogger logger, int version, string reason);

    [LoggerMessage(3082, LogLevel.Information, "Published rules can be looked for again; edge alerts go by version {Version}")]
    public static partial void Back(ILogger logger, int version);
}

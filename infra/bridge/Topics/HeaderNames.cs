using ServerlessIot.Domain.Log;

namespace ServerlessIot.Bridge.Topics;

/// <summary>Names that headers of the topic map may have.</summary>
internal static class HeaderNames
{
    /// <summary>What a name may be.</summary>
    public const string Rule = "1 to 64 letters, digits, - or _, and none of the pipeline's own headers (ce_…, mqtt-…, content-type, topic …)";

    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase)
    {
        LogHeaders.ContentType, LogHeaders.Origin, LogHeaders.Number, LogHeaders.TraceParent, "tracestate", LogHeaders.DataType, LogHeaders.Topic, LogHeaders.ReasonCode, LogHeaders.Reason,
        LogHeaders.RefusedBy, LogHeaders.Blob, LogHeaders.RefusedId, LogHeaders.RefusedType, LogHeaders.Replayed, LogHeaders.Redriven, LogHeaders.Correlation,
    };

    /// <summary>Whether a name keeps <see cref="Rule"/>.</summary>
    public static bool IsOne(string name) =>
        name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && !Own.Contains(name)
        && !name.StartsWith("ce_", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("mqtt-", StringComparison.OrdinalIgnoreCase);
}

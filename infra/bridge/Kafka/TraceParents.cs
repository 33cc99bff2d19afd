using System.Diagnostics;

namespace ServerlessIot.Bridge.Kafka;

/// <summary>The header traceparent: W3C Trace Context, 3.2.</summary>
internal static class TraceParents
{
    /// <summary>Whether a text that a device sent may become the header: version 00 has 55 characters.</summary>
    public static bool IsOne(string text) => text.Length == 55 && ActivityContext.TryParse(text, null, out _);
}

using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Validate;

/// <summary>Refused payloads that are too large for the log once the reason is added: they lie in a blob, and the quarantined record refers to it.</summary>
internal static class LargePayload
{
    /// <summary>Largest value that goes into the log, bytes: the bridge's largest packet; below the log's limit by room for key and headers.</summary>
    private const int Most = 983_040;

    public static bool Is(LogRecord record) => record.Value.Length > Most;

    public static string Name(Origin origin) => $"quarantine/{origin}";
}

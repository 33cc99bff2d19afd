using System.Diagnostics;
using System.Globalization;
using System.Text;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Steps.Ingest;

/// <summary>Makes the record of an event: a function of the event and the settings alone, so that an event which is delivered again has the same one.</summary>
internal sealed class IngestRecords(IngestOptions options, TopicNames topics)
{
    /// <summary>Largest value that goes into the log, bytes: as of the bridge, below the log's limit by room for key and headers.</summary>
    public const int Most = 983_040;

    private const string Telemetry = "Telemetry";
    private const int LongestName = 128;
    private const int LongestContentType = 256;
    private static readonly LogHeader Type = new(LogHeaders.Type, RecordTypes.Telemetry);
    private static readonly LogHeader SpecVersion = new(LogHeaders.SpecVersion, "1.0");
    private readonly string source = $"/hubs/{Uri.EscapeDataString(options.Hub)}";

    public IngestOutcome Decide(HubEvent e)
    {
        if (e.Kind is { } kind && !kind.Equals(Telemetry, StringComparison.OrdinalIgnoreCase)) return new IngestOutcome(IngestOutcomes.Ignored);
        if (e.Fault is { } fault) return Refuse(e, IngestRefusals.Unreadable(fault));
        if (!IsName(e.Device)) return Refuse(e, IngestRefusals.NoDevice);
        if (e.Body.IsEmpty) return Refuse(e, IngestRefusals.Empty);
        if (e.Body.Length > Most) return Refuse(e, IngestRefusals.TooLarge(e.Body.Length, Most));
        return new IngestOutcome(IngestOutcomes.Stored, new OutRecord(topics.Raw, null, Key(e), e.Body, Headers(e), Arrived(e)));
    }

    private IngestOutcome Refuse(HubEvent e, Refusal refusal)
    {
        var place = IngestIds.Place(e, options.Hub);
        var refused = new LogRecord(options.Hub, 0, e.Sequence, e.Enqueued, IsName(e.Device) ? Key(e) : default, e.Body, Headers(e));
        var record = Quarantine.Record(topics, refused, IngestStep.StepName, refusal, place);
        if (e.Body.Length <= Most) return new IngestOutcome(IngestOutcomes.Quarantined, record);
        var blob = $"quarantine/{place}";
        return new IngestOutcome(IngestOutcomes.Quarantined, record with { Value = default, Headers = [.. record.Headers, new LogHeader(LogHeaders.Blob, blob)] }, blob);
    }

    private byte[] Key(HubEvent e) => Encoding.UTF8.GetBytes($"{options.Tenant}/{e.Device}");

    private LogHeader[] Headers(HubEvent e)
    {
        var named = IsName(e.Device);
        List<LogHeader> headers =
        [
            new(LogHeaders.Id, IngestIds.Of(e, options.Hub)),
            Type,
            new(LogHeaders.Source, named ? $"{source}/devices/{Uri.EscapeDataString(e.Device!)}" : source),
            SpecVersion,
        ];
        if (Arrived(e) is { } arrived)
            headers.Add(new(LogHeaders.Time, DateTimeOffset.FromUnixTimeMilliseconds(arrived).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)));
        if (named) headers.Add(new(LogHeaders.Topic, IsName(e.Module) ? $"devices/{e.Device}/modules/{e.Module}/messages/events" : $"devices/{e.Device}/messages/events"));
        if (e.ContentType is { Length: > 0 and <= LongestContentType } contentType && !contentType.Any(char.IsControl)) headers.Add(new(LogHeaders.ContentType, contentType));
        // The longest that version 00 of W3C Trace Context has; what parses is handed on as it is.
        if (e.TraceParent is { Length: <= 55 } trace && ActivityContext.TryParse(trace, traceState: null, out _)) headers.Add(new(LogHeaders.TraceParent, trace));
        return [.. headers];
    }

    private static long? Arrived(HubEvent e) => e.Enqueued is > 0 and < 253_402_300_800_000 ? e.Enqueued : null;

    // What IoT Hub allows for ids of devices and modules, and more; no slash, since the key and the topic are made of it.
    private static bool IsName(string? text) =>
        text is { Length: > 0 and <= LongestName } && !text.AsSpan().ContainsAnyExceptInRange('!', '~') && !text.Contains('/', StringComparison.Ordinal);
}

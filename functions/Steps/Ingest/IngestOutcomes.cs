using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Ingest;

/// <summary>What becomes of an event.</summary>
/// <param name="Kind">One of <see cref="IngestOutcomes"/>.</param>
/// <param name="Record">Record to write; null when the event is ignored.</param>
/// <param name="Blob">Blob to write before it, for a body that is too large for the log; null when there is none.</param>
internal readonly record struct IngestOutcome(string Kind, OutRecord? Record = null, string? Blob = null);

/// <summary>Values of the attribute <c>outcome</c> of the metric <c>serverlessiot.ingest.events</c>.</summary>
internal static class IngestOutcomes
{
    /// <summary>Went to telemetry.raw.</summary>
    public const string Stored = "stored";

    /// <summary>Went to telemetry.quarantine.</summary>
    public const string Quarantined = "quarantined";

    /// <summary>A notice of IoT Hub's own, such as a change of a twin, that is no telemetry.</summary>
    public const string Ignored = "ignored";
}

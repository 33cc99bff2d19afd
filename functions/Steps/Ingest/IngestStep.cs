using Microsoft.Extensions.Logging;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Residency;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Ingest;

/// <summary>
/// Writes the events of an event hub, that of an IoT Hub, into telemetry.raw. It keeps nothing: an event that is delivered again becomes
/// the same record with the same id, and Validate drops it.
/// </summary>
public sealed class IngestStep
{
    /// <summary>Name of the step.</summary>
    public const string StepName = "ingest";

    private readonly ILogWriter log;
    private readonly IBlobStore blobs;
    private readonly ILogger<IngestStep> logger;
    private readonly IngestRecords records;

    /// <summary>The step.</summary>
    /// <exception cref="InvalidOperationException">The tenant is no name, or is bound to another region.</exception>
    public IngestStep(ILogWriter log, IBlobStore blobs, TopicNames topics, IngestOptions options, TenantRegions regions, ILogger<IngestStep> logger)
    {
        if (options.Tenant.Length is 0 or > 128 || options.Tenant.Contains('/', StringComparison.Ordinal) || options.Tenant.Any(char.IsControl))
            throw new InvalidOperationException($"The setting Ingest__Tenant is '{options.Tenant}': 1 to 128 characters without '/' or control characters are needed.");
        if (!regions.Allow(options.Tenant))
            throw new InvalidOperationException($"The setting Ingest__Tenant is '{options.Tenant}', which is bound to region {regions.RegionOf(options.Tenant)}, and this is {regions.Here}: read the hub in that region.");
        (this.log, this.blobs, this.logger) = (log, blobs, logger);
        records = new IngestRecords(options, topics);
    }

    /// <summary>Returns when the log has acknowledged everything that the events became.</summary>
    /// <exception cref="Exception">Infrastructure failed: the same events must come again, and the checkpoint must stay before them.</exception>
    public async Task RunAsync(IReadOnlyList<HubEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            var outcomes = new List<IngestOutcome>(events.Count);
            foreach (var e in events)
            {
                var outcome = records.Decide(e);
                outcomes.Add(outcome);
                if (outcome.Blob is { } blob) await blobs.UploadAsync(blob, e.Body, cancellationToken);
            }

            List<OutRecord> output = [.. outcomes.Where(outcome => outcome.Record is not null).Select(outcome => outcome.Record!)];
            if (output.Count > 0) await log.WriteAsync(output, cancellationToken);
            Report(outcomes);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.Failed(exception, events.Count);
            throw;
        }
    }

    private void Report(List<IngestOutcome> outcomes)
    {
        foreach (var group in outcomes.GroupBy(outcome => outcome.Kind)) IngestMetrics.Count(group.Key, group.Count());
        var refused = outcomes.FindAll(outcome => outcome.Kind == IngestOutcomes.Quarantined);
        if (refused.Count > 0) logger.Refused(refused.Count, outcomes.Count, refused[0].Record!.Headers.First(header => header.Name == LogHeaders.Reason).Text);
    }
}

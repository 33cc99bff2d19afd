using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Adapters.Functions;
using ServerlessIot.Steps.Ingest;

namespace ServerlessIot.Stream;

/// <summary>Events of devices on an IoT Hub become records of telemetry.raw.</summary>
public sealed class Ingest(IngestStep step)
{
    /// <summary>
    /// Runs the step on one batch of one partition. The trigger moves its checkpoint behind a batch whether its execution succeeded or not,
    /// but only when it is over: with a retry without end (−1) it is not over before everything is stored.
    /// </summary>
    [Function(nameof(Ingest))]
    [FixedDelayRetry(-1, "00:00:10")]
    public Task RunAsync(
        [EventHubTrigger("%Ingest:Hub%", Connection = "Ingest", ConsumerGroup = "%Ingest:ConsumerGroup%", IsBatched = true)] EventData[] events,
        CancellationToken cancellationToken) => step.RunAsync(events.ToHub(), cancellationToken);
}

using Azure.Storage.Blobs.Models;
using Confluent.Kafka;
using ServerlessIot.Edition.Running;

namespace ServerlessIot.Edition.Figures;

/// <summary>Figures of the stores. They are asked again after twenty times as long as the last answer took, so that looking hardly costs anything.</summary>
/// <param name="context">The running edition.</param>
/// <param name="http">Client for the API.</param>
internal sealed class StoreFigures(EditionContext context, HttpClient http)
{
    private const string HotBlobs = "telemetry/hot/";
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LogPatience = TimeSpan.FromSeconds(2);

    /// <summary>Alerts in state open, as text: <c>12</c>, or <c>500+</c> when there are more than a page; null when the API does not answer.</summary>
    public string? AlertsOpen { get; private set; }

    /// <summary>Bytes of the hot blobs.</summary>
    public long? StoredBytes { get; private set; }

    /// <summary>Hot blobs.</summary>
    public long? StoredBlobs { get; private set; }

    /// <summary>Records in telemetry.quarantine.</summary>
    public long? Quarantined { get; private set; }

    /// <summary>Asks until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stores = Stores.Open(context.Settings);
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(stores.Kafka.Client(new ConsumerConfig { GroupId = "edition-figures", EnableAutoCommit = false }))
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        while (!cancellationToken.IsCancellationRequested)
        {
            var started = context.Time.GetTimestamp();
            Quarantined = await Task.Run(() => EndOf(consumer, stores.Topics.Quarantine), CancellationToken.None);
            (StoredBytes, StoredBlobs) = await BlobsAsync(cancellationToken);
            AlertsOpen = await OpenAlerts.CountAsync(http, context.Ports.Api, context.Settings["Api__Key"], cancellationToken);
            var pause = TimeSpan.FromSeconds(Math.Clamp(20 * context.Time.GetElapsedTime(started).TotalSeconds, ShortestPause.TotalSeconds, LongestPause.TotalSeconds));
            await Task.Delay(pause, context.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private long? EndOf(IConsumer<Ignore, Ignore> consumer, string topic)
    {
        try
        {
            return Enumerable.Range(0, context.Options.Partitions).Sum(partition =>
            {
                var bounds = consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), LogPatience);
                return bounds.High.Value - bounds.Low.Value;
            });
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    private async Task<(long? Bytes, long? Blobs)> BlobsAsync(CancellationToken cancellationToken)
    {
        try
        {
            long bytes = 0, blobs = 0;
            await foreach (var blob in BlobContainer.Open(context.Settings).GetBlobsAsync(BlobTraits.None, BlobStates.None, HotBlobs, cancellationToken))
            {
                bytes += blob.Properties.ContentLength ?? 0;
                blobs++;
            }

            return (bytes, blobs);
        }
        catch (Exception e) when (e is Azure.RequestFailedException or AggregateException or OperationCanceledException)
        {
            return (null, null);
        }
    }
}

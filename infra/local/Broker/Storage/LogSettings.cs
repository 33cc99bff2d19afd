namespace ServerlessIot.Broker.Storage;

/// <summary>What a partition's log needs to know of its topic and broker.</summary>
/// <param name="SegmentBytes">Size at which a segment is closed.</param>
/// <param name="MaxBatchBytes">Largest batch.</param>
/// <param name="RetentionMs">How long records are kept by their own times, ms; negative for ever.</param>
/// <param name="RetentionBytes">Most bytes of a partition, in whole segments; negative without limit.</param>
/// <param name="Fsync">Flush before acknowledging.</param>
/// <param name="ProducerExpiry">How long a silent idempotent producer is remembered.</param>
/// <param name="Time">The clock.</param>
internal sealed record LogSettings(
    int SegmentBytes, int MaxBatchBytes, long RetentionMs, long RetentionBytes, bool Fsync, TimeSpan ProducerExpiry, TimeProvider Time);

namespace ServerlessIot.Ops.Api.History;

/// <summary>A down-sampled history.</summary>
/// <param name="BucketMs">Length of a bucket of time, milliseconds; absent where points are not of such buckets.</param>
/// <param name="Measures">By measure, those that were asked for and no others.</param>
public sealed record Samples<T>(long? BucketMs, IReadOnlyDictionary<string, SampledSeries<T>> Measures);

/// <summary>A down-sampled measure.</summary>
/// <param name="Count">Values that the points stand for.</param>
/// <param name="Points">The points, by time.</param>
public sealed record SampledSeries<T>(long Count, IReadOnlyList<T> Points);

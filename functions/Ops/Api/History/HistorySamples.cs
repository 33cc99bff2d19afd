using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Queries.Sampling;
using ServerlessIot.Ops.Api.Answers;

namespace ServerlessIot.Ops.Api.History;

/// <summary>Reads a device's events once and answers a few points of each measure.</summary>
internal static class HistorySamples
{
    /// <summary>By largest triangles: points that were measured.</summary>
    internal static async Task<JsonAnswer<Samples<SeriesPoint>>> TrianglesAsync(
        IAsyncEnumerable<DeviceEvent> events, IReadOnlyList<string> measures, int points, CancellationToken cancellationToken)
    {
        var samplers = measures.ToDictionary(name => name, _ => new TriangleSampler(points));
        await ForEachAsync(events, samplers, (sampler, point) => sampler.Add(point), cancellationToken);
        var series = samplers.ToDictionary(item => item.Key, item => new SampledSeries<SeriesPoint>(item.Value.Count, item.Value.Finish()));
        return new JsonAnswer<Samples<SeriesPoint>>(new(null, series), ApiJson.Readable.SamplesSeriesPoint);
    }

    /// <summary>By buckets of equal time: how many values, the smallest, the largest and the mean.</summary>
    internal static async Task<JsonAnswer<Samples<TimeBucket>>> MinMaxAsync(
        IAsyncEnumerable<DeviceEvent> events, IReadOnlyList<string> measures, long from, long to, int points, CancellationToken cancellationToken)
    {
        var samplers = measures.ToDictionary(name => name, _ => new TimeBuckets(from, to, points));
        await ForEachAsync(events, samplers, (sampler, point) => sampler.Add(point), cancellationToken);
        var series = samplers.ToDictionary(item => item.Key, item => new SampledSeries<TimeBucket>(item.Value.Count, item.Value.Finish()));
        return new JsonAnswer<Samples<TimeBucket>>(new(samplers.Values.First().Length, series), ApiJson.Readable.SamplesTimeBucket);
    }

    private static async Task ForEachAsync<T>(IAsyncEnumerable<DeviceEvent> events, Dictionary<string, T> samplers, Action<T, SeriesPoint> add, CancellationToken cancellationToken)
    {
        await foreach (var e in events.WithCancellation(cancellationToken))
        {
            foreach (var (name, value) in e.Measurements)
            {
                if (samplers.TryGetValue(name, out var sampler)) add(sampler, new SeriesPoint(e.Time, value));
            }
        }
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Api.History;

/// <summary>Answers a device's stored events: page by page, or down-sampled.</summary>
public sealed class HistoryHandler(IHistory history, TimeProvider time)
{
    private const int DefaultLimit = 1000;
    private const int MostLimit = 10_000;
    private const int MostMeasures = 20;
    private const int LeastPoints = 3;
    private const int MostPoints = 5000;
    private const int MostValues = 20_000;
    private const string Triangles = "lttb";
    private const string MinMax = "minmax";
    private const long Day = 24 * 60 * 60 * 1000;

    /// <summary>
    /// A page of a device's events with from ≤ time &lt; to, ordered by time; by default of the last day; 404 for devices of other tenants. With
    /// measures only these, and only events that have one of them; with points at most so many points of each measure instead.
    /// </summary>
    public async Task<IActionResult> GetAsync(Caller caller, HttpRequest request, string tenant, string device, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        (tenant, device) = parameters.Device(tenant, device);
        var (from, to) = parameters.Range(time.GetUtcNow().ToUnixTimeMilliseconds(), Day);
        var (limit, after) = (parameters.Limit(DefaultLimit, MostLimit), parameters.AfterEvent());
        var measures = parameters.Measures(MostMeasures);
        var sampling = Sampling(parameters, measures);
        if (parameters.Problem is { } problem) return problem;
        if (!caller.Tenants.Owns($"{tenant}/{device}")) return Problem.Hidden($"Nothing was ever received of device {tenant}/{device}.");
        var events = history.ReadAsync(tenant, device, from, to, after, cancellationToken);
        return sampling switch
        {
            (Triangles, var points) => await HistorySamples.TrianglesAsync(events, measures!, points, cancellationToken),
            (_, var points) => await HistorySamples.MinMaxAsync(events, measures!, from, to, points, cancellationToken),
            null => await HistoryPage.TakeAsync(events, measures, limit, cancellationToken),
        };
    }

    private static (string Method, int Points)? Sampling(Parameters parameters, IReadOnlyList<string>? measures)
    {
        var method = parameters.Word("method", Triangles, MinMax);
        if (!parameters.Has("points"))
        {
            if (parameters.Has("method")) parameters.Fault("method", "method goes with points.", 0);
            return null;
        }

        var points = (int)parameters.Number("points", 0, LeastPoints, MostPoints);
        if (!parameters.Has("measures")) parameters.Fault("measures", "measures says of which measures the points are.", 0);
        if (parameters.Has("limit")) parameters.Fault("limit", "limit does not go with points, which are one answer.", 0);
        if (parameters.Has("after")) parameters.Fault("after", "after does not go with points, which are one answer.", 0);
        if (points * (measures?.Count ?? 0L) > MostValues) parameters.Fault("points", $"points times measures is at most {MostValues}.", 0);
        return (method ?? Triangles, points);
    }
}

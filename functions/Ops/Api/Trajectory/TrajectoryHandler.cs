using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Domain.Queries.Trajectories;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Api.Trajectory;

/// <summary>Answers where a device went: lines, stays and the length of the way.</summary>
public sealed class TrajectoryHandler(IHistory history, TimeProvider time)
{
    private const string Polyline = "polyline";
    private const int LeastPoints = 10;
    private const int MostPoints = 50_000;
    private const double MostTolerance = 1_000_000;
    private const double MostRadius = 100_000;
    private const int MostSeconds = 7 * 24 * 60 * 60;
    private const long Day = 24 * 60 * 60 * 1000;
    private static readonly TrajectoryOptions Default = new();

    /// <summary>A device's way with from ≤ time &lt; to, by default of the last day, as GeoJSON or polylines; 404 for devices of other tenants.</summary>
    public async Task<IActionResult> GetAsync(Caller caller, HttpRequest request, string tenant, string device, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        (tenant, device) = parameters.Device(tenant, device);
        var (from, to) = parameters.Range(time.GetUtcNow().ToUnixTimeMilliseconds(), Day);
        var polyline = parameters.Word("format", "geojson", Polyline) == Polyline;
        var options = new TrajectoryOptions
        {
            Gap = 1000 * parameters.Number("gap", Default.Gap / 1000, 1, MostSeconds),
            Tolerance = parameters.Decimal("simplify", Default.Tolerance, 0, MostTolerance),
            Vertices = (int)parameters.Number("points", Default.Vertices, LeastPoints, MostPoints),
            StopRadius = parameters.Decimal("stopRadius", Default.StopRadius, 1, MostRadius),
            StopTime = 1000 * parameters.Number("stopTime", Default.StopTime / 1000, 1, MostSeconds),
        };
        if (parameters.Problem is { } problem) return problem;
        if (!caller.Tenants.Owns($"{tenant}/{device}")) return Problem.Hidden($"Nothing was ever received of device {tenant}/{device}.");
        var builder = new TrajectoryBuilder(options);
        await foreach (var e in history.ReadAsync(tenant, device, from, to, null, cancellationToken)) builder.Add(e);
        var body = new ArrayBufferWriter<byte>(4096);
        if (polyline) TrajectoryPolylines.Write(body, builder.Finish());
        else TrajectoryGeoJson.Write(body, builder.Finish());
        return new BytesAnswer(body.WrittenMemory, polyline ? "application/json" : "application/geo+json");
    }
}

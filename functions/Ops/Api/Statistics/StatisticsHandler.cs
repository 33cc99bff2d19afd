using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Queries.Statistics;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Api.Statistics;

/// <summary>Answers a device's statistics over a range.</summary>
public sealed class StatisticsHandler(IHistory history, IDocumentStore store, TimeProvider time)
{
    /// <summary>Alerts of a device that are looked at; documents of alerts are kept for a year.</summary>
    private const int MostAlerts = 50_000;
    private const string AfterEveryId = "~"; // ids have hexadecimal digits
    private const long Day = 24 * 60 * 60 * 1000;

    /// <summary>Statistics of a device's events with from ≤ time &lt; to, by default of the last day; 404 for devices of other tenants.</summary>
    public async Task<IActionResult> GetAsync(Caller caller, HttpRequest request, string tenant, string device, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        (tenant, device) = parameters.Device(tenant, device);
        var (from, to) = parameters.Range(time.GetUtcNow().ToUnixTimeMilliseconds(), Day);
        if (parameters.Problem is { } problem) return problem;
        var partition = $"{tenant}/{device}";
        if (!caller.Tenants.Owns(partition)) return Problem.Hidden($"Nothing was ever received of device {partition}.");
        var builder = new DeviceStatisticsBuilder();
        await foreach (var e in history.ReadAsync(tenant, device, from, to, null, cancellationToken)) builder.Add(e);
        var answer = new StatisticsAnswer(from, to, builder.Finish(), await AlertsAsync(partition, from, to, cancellationToken));
        return new JsonAnswer<StatisticsAnswer>(answer, ApiJson.Readable.StatisticsAnswer);
    }

    // The order of documents is that of their ids, which are hashes, so that the latest one is known when all were looked at.
    private async Task<AlertStatistics> AlertsAsync(string partition, long from, long to, CancellationToken cancellationToken)
    {
        AlertDocument? last = null;
        long count = 0;
        var lookedAt = 0;
        await foreach (var document in store.RangeAsync<AlertDocument>(Containers.Alerts, partition, "", AfterEveryId, MostAlerts + 1, cancellationToken))
        {
            if (++lookedAt > MostAlerts) return new AlertStatistics(count, last, Complete: false);
            var at = document.Body.Alert.Time;
            if (at < from || at >= to) continue;
            count++;
            if (last is null || at > last.Alert.Time) last = document.Body;
        }

        return new AlertStatistics(count, last, Complete: true);
    }
}

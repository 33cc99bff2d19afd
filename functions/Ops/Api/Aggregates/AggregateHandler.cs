using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Domain.Windows;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Windows;

namespace ServerlessIot.Ops.Api.Aggregates;

/// <summary>Answers a device's windows.</summary>
public sealed class AggregateHandler(IDocumentStore store, TimeProvider time)
{
    private const int DefaultLimit = 1440;
    private const int MostLimit = 10_000;
    private const long Day = 24 * 60 * 60 * 1000;

    /// <summary>A page of windows whose start is in [from, to), by start; by default of the last day; 404 for devices of other tenants. The page token is the start of the last window.</summary>
    public async Task<IActionResult> GetAsync(Caller caller, HttpRequest request, string tenant, string device, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var partition = parameters.Partition(tenant, device);
        var (from, to) = parameters.Range(time.GetUtcNow().ToUnixTimeMilliseconds(), Day);
        var (limit, after) = (parameters.Limit(DefaultLimit, MostLimit), parameters.Time("after", -1));
        if (parameters.Problem is { } problem) return problem;
        if (!caller.Tenants.Owns(partition)) return Problem.Hidden($"Nothing was ever received of device {partition}.");
        var (first, last) = (WindowsStep.IdOf(Math.Max(from, after + 1)), WindowsStep.IdOf(to));
        var documents = store.RangeAsync<WindowRecord>(Containers.Windows, partition, first, last, limit + 1, cancellationToken);
        var page = await Page<Document<WindowRecord>>.TakeAsync(documents, limit, document => document.Body.Start.ToString(CultureInfo.InvariantCulture), cancellationToken);
        return new JsonAnswer<Page<WindowRecord>>(new([.. page.Items.Select(document => document.Body)], page.Next), ApiJson.Readable.PageWindowRecord);
    }
}

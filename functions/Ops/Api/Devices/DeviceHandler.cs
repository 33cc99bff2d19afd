using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Track;

namespace ServerlessIot.Ops.Api.Devices;

/// <summary>Answers what is known of devices now.</summary>
public sealed class DeviceHandler(IDocumentStore store)
{
    private const int DefaultLimit = 100;
    private const int MostLimit = 1000;

    /// <summary>A page of the devices of the caller's tenants, ordered by tenant and device.</summary>
    public async Task<IActionResult> ListAsync(Caller caller, HttpRequest request, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var (limit, after) = (parameters.Limit(DefaultLimit, MostLimit), parameters.After());
        if (parameters.Problem is { } problem) return problem;
        var documents = store.QueryAsync<DeviceTwin>(Containers.Twins, null, caller.Tenants.Names, after, limit + 1, cancellationToken);
        var page = await Page<Document<DeviceTwin>>.TakeAsync(documents, limit, document => document.Key, cancellationToken);
        return new JsonAnswer<Page<DeviceTwin>>(new([.. page.Items.Select(document => document.Body)], page.Next), ApiJson.Readable.PageDeviceTwin);
    }

    /// <summary>One device.</summary>
    public async Task<IActionResult> GetAsync(Caller caller, HttpRequest request, string tenant, string device, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var partition = parameters.Partition(tenant, device);
        if (parameters.Problem is { } problem) return problem;
        var none = $"Nothing was ever received of device {partition}.";
        if (!caller.Tenants.Owns(partition)) return Problem.Hidden(none);
        var document = await store.ReadAsync<DeviceTwin>(Containers.Twins, partition, TrackStep.TwinId, cancellationToken);
        return document is null ? Problem.NotFound(none) : new JsonAnswer<DeviceTwin>(document.Body, ApiJson.Readable.DeviceTwin, headers: new Dictionary<string, string> { ["ETag"] = document.Version });
    }
}

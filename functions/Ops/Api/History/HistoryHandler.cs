using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Domain.Events;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Api.History;

/// <summary>Answers a device's stored events.</summary>
public sealed class HistoryHandler(IHistory history, TimeProvider time)
{
    private const int DefaultLimit = 1000;
    private const int MostLimit = 10_000;
    private const long Day = 24 * 60 * 60 * 1000;

    /// <summary>A page of a device's events with from ≤ time &lt; to, ordered by time; by default of the last day; 404 for devices of other tenants.</summary>
    public async Task<IActionResult> GetAsync(Caller caller, HttpRequest request, string tenant, string device, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        (tenant, device) = parameters.Device(tenant, device);
        var (from, to) = parameters.Range(time.GetUtcNow().ToUnixTimeMilliseconds(), Day);
        var (limit, after) = (parameters.Limit(DefaultLimit, MostLimit), parameters.AfterEvent());
        if (parameters.Problem is { } problem) return problem;
        if (!caller.Tenants.Owns($"{tenant}/{device}")) return Problem.Hidden($"Nothing was ever received of device {tenant}/{device}.");
        var events = history.ReadAsync(tenant, device, from, to, after, cancellationToken);
        return Write(await Page<DeviceEvent>.TakeAsync(events, limit, e => HistoryKey.Of(e).ToString(), cancellationToken));
    }

    // Events have one JSON form everywhere: the archive's lines, the log's values and this answer are the same bytes.
    private static BytesAnswer Write(Page<DeviceEvent> page)
    {
        var body = new ArrayBufferWriter<byte>(4096);
        body.Write("{\"items\":["u8);
        for (var i = 0; i < page.Items.Count; i++)
        {
            if (i > 0) body.Write(","u8);
            EventJson.Write(body, page.Items[i]);
        }

        // A key has digits, '-' and '_' only.
        body.Write(page.Next is null ? "]}"u8 : Encoding.UTF8.GetBytes($"],\"next\":\"{page.Next}\"}}"));
        return new BytesAnswer(body.WrittenMemory, "application/json");
    }
}

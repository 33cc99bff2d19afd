using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Domain.Archive.Parquet;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Api.Export;

/// <summary>Answers a device's stored events as one file, however many they are.</summary>
public sealed class ExportHandler(IHistory history, TimeProvider time)
{
    private const string Parquet = "parquet";
    private const string Lines = "jsonl";
    private const long Day = 24 * 60 * 60 * 1000;
    private readonly ExportSlots slots = new();

    /// <summary>
    /// A device's events with from ≤ time &lt; to, ordered by time; by default of the last day; 404 for devices of other tenants, 503 while <see cref="ExportSlots.Most"/> others are written.
    /// Parquet needs the names of its columns first, so the history is read twice; what is stored in between is not lost, see <see cref="ParquetNames"/>.
    /// </summary>
    public async Task<IActionResult> GetAsync(Caller caller, HttpRequest request, string tenant, string device)
    {
        var parameters = new Parameters(request);
        (tenant, device) = parameters.Device(tenant, device);
        var (from, to) = parameters.Range(time.GetUtcNow().ToUnixTimeMilliseconds(), Day);
        var format = parameters.Word("format", Parquet, Lines) ?? Parquet;
        if (parameters.Problem is { } problem) return problem;
        if (!caller.Tenants.Owns($"{tenant}/{device}")) return Problem.Hidden($"Nothing was ever received of device {tenant}/{device}.");
        if (!slots.TryTake()) return ExportSlots.Busy;
        try
        {
            // Written when the function has returned, so not by its own token.
            return await BeginAsync(tenant, device, from, to, format, request.HttpContext.RequestAborted);
        }
        catch
        {
            slots.Release();
            throw;
        }
    }

    private async Task<ExportAnswer> BeginAsync(string tenant, string device, long from, long to, string format, CancellationToken gone)
    {
        var names = new ParquetNames();
        if (format == Parquet)
        {
            await foreach (var e in history.ReadAsync(tenant, device, from, to, null, gone)) names.Learn(e);
        }

        var rows = await ExportRows.BeginAsync(history.ReadAsync(tenant, device, from, to, null, gone), gone);
        return format == Parquet
            ? new ExportAnswer(slots, rows, new ParquetExport(names), $"{device}.parquet", "application/vnd.apache.parquet")
            : new ExportAnswer(slots, rows, new LinesExport(), $"{device}.jsonl", "application/x-ndjson");
    }
}

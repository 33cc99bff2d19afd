using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Ops.Api.Registry.Rows;
using ServerlessIot.Steps.Registry;

namespace ServerlessIot.Ops.Api.Registry;

/// <summary>Registers many devices with one request.</summary>
public sealed class BulkHandler(BulkRegistration registration)
{
    private const int MostBytes = 8 << 20;

    // Each holds its body and its answer.
    private const int MostAtOnce = 4;

    private static readonly Problem Busy = new("busy", "Too much is asked for at once.", StatusCodes.Status503ServiceUnavailable, $"{MostAtOnce} such requests are being served now. Try again later.");
    private static readonly Problem NoRows = new("unsupported-media-type", "The body is nothing that rows can be in.", StatusCodes.Status415UnsupportedMediaType, "Send rows as application/json (an array), application/x-ndjson or text/csv (with a header), not compressed.");

    private static readonly Problem TooLarge = new("too-large", "The body is too large.", StatusCodes.Status413PayloadTooLarge, $"A body has at most {MostBytes} bytes and {BulkRegistration.MostRows} rows. Send several.");
    private int taken;

    /// <summary>
    /// Registers 1 to 10,000 devices, each on its own: 200 with what became of each row, also where some or all failed; 400, 413 or 415 when the body is no list of rows, and nothing was written then.
    /// What was written stays when the caller leaves; the same request again finds it unchanged.
    /// </summary>
    public async Task<IActionResult> PostAsync(Caller caller, HttpRequest request, CancellationToken cancellationToken)
    {
        if (RowReader.For(request) is not { } reader) return NoRows;
        try
        {
            return Interlocked.Increment(ref taken) > MostAtOnce ? Busy : await ServeAsync(caller, request, reader, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref taken);
        }
    }

    private async Task<IActionResult> ServeAsync(Caller caller, HttpRequest request, RowReader reader, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var tenant = parameters.Text("tenant") is { } text ? parameters.Tenant(text) : null;
        if (parameters.Problem is { } problem) return problem;
        if (tenant is not null && !caller.Tenants.Contains(tenant)) return Problem.Hidden(NoTenant(tenant));
        if (await BoundedBody.ReadAsync(request, MostBytes, cancellationToken) is not { } body) return TooLarge;
        List<BulkRow> rows = [];
        try
        {
            foreach (var row in reader.Read(body, tenant))
            {
                if (rows.Count == BulkRegistration.MostRows) return TooLarge;
                rows.Add(row.Draft is { } draft && row.Reason is null && !caller.Tenants.Contains(draft.Device.Tenant) ? row with { Reason = NoTenant(draft.Device.Tenant) } : row);
            }
        }
        catch (NoRowsException error)
        {
            parameters.Fault("body", error.Message, "");
        }

        if (rows.Count == 0) parameters.Fault("body", "There is no row in the body.", "");
        if (parameters.Problem is { } fault) return fault;
        return Answer(await registration.RunAsync(rows, caller.Name, cancellationToken));
    }

    // The same whether there is one or not.
    private static string NoTenant(string tenant) => $"There is no tenant {tenant}.";

    private static JsonAnswer<BulkAnswer> Answer(IReadOnlyList<BulkResult> results)
    {
        int Count(RegistryOutcome? outcome) => results.Count(result => result.Outcome == outcome);
        return new(
            new BulkAnswer(Count(RegistryOutcome.Created), Count(RegistryOutcome.Updated), Count(RegistryOutcome.Unchanged), Count(null), [.. results.Select(Row)]),
            ApiJson.Readable.BulkAnswer);
    }

    private static BulkAnswerRow Row(BulkResult result)
    {
        var device = result.Row.Draft?.Device;
        var outcome = result.Outcome switch
        {
            RegistryOutcome.Created => "created",
            RegistryOutcome.Updated => "updated",
            RegistryOutcome.Unchanged => "unchanged",
            _ => "failed",
        };
        return new(result.Row.Number, device is null ? null : $"{device.Tenant}/{device.Device}", outcome, result.Reason);
    }
}

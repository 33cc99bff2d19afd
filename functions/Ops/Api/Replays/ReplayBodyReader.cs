using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Steps.Replay;
using ServerlessIot.Steps.Replay.Jobs;

namespace ServerlessIot.Ops.Api.Replays;

/// <summary>Reads what somebody wants replayed: <c>{"kind":"archive","tenant":"demo","from":"2026-05-01T00:00:00Z","to":"…"}</c>.</summary>
internal static class ReplayBodyReader
{
    private const int MostBytes = 16_384;
    private const int NameLength = 128;
    private static readonly string[] Kinds = [ReplayKinds.Archive, ReplayKinds.Quarantine, ReplayKinds.Rebuild];
    private static readonly string[] Things = [RebuiltThings.Windows, RebuiltThings.Alerts, RebuiltThings.Twins];

    /// <summary>The request; its faults, if any, are noted in the parameters, and it means nothing then.</summary>
    public static async Task<ReplayRequest> ReadAsync(HttpRequest request, Parameters parameters, ReplayOptions options, long now, CancellationToken cancellationToken)
    {
        var none = new ReplayRequest { Kind = "", Tenant = "", From = 0, Rate = 1 };
        var buffer = new byte[MostBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > MostBytes) return parameters.Fault("body", $"The body has at most {MostBytes} bytes.", none);
        try
        {
            using var body = JsonDocument.Parse(buffer.AsMemory(0, length));
            return body.RootElement.ValueKind == JsonValueKind.Object ? Read(new ReplayBody(body.RootElement, parameters), options, now) : parameters.Fault("body", "The body is a JSON object.", none);
        }
        catch (JsonException error)
        {
            return parameters.Fault("body", $"The body is no JSON: {error.Message}", none);
        }
    }

    private static ReplayRequest Read(ReplayBody body, ReplayOptions options, long now)
    {
        var kind = body.Word("kind", Kinds) ?? body.Missing("kind", Kinds);
        var to = body.Time("to");
        var from = body.Time("from") ?? (kind == ReplayKinds.Quarantine ? 0 : body.Fault("from", "from is a time such as 2026-05-01T12:00:00Z, or Unix milliseconds.", 0L));
        if (from >= (to ?? now)) body.Fault("from", "from is before to.", 0L);
        var tenant = body.Text("tenant", RegistrationRules.TenantLength) ?? body.Fault("tenant", $"tenant is a text of 1 to {RegistrationRules.TenantLength} characters.", "");
        if (tenant.Contains('/', StringComparison.Ordinal)) body.Fault("tenant", "A tenant's name has no slash.", "");
        var request = new ReplayRequest
        {
            Kind = kind,
            Tenant = tenant,
            Device = body.Text("device", NameLength),
            Type = kind == ReplayKinds.Archive ? body.Text("type", NameLength) : null,
            Reason = kind == ReplayKinds.Quarantine ? body.Text("reason", NameLength) : null,
            What = kind == ReplayKinds.Rebuild ? body.Word("what", Things) ?? body.Missing("what", Things) : null,
            From = from,
            To = to,
            Rate = body.Number("rate", options.Rate, options.MostRate),
            Key = body.Text("key", NameLength),
        };
        body.RefuseOthers(kind);
        return request;
    }
}

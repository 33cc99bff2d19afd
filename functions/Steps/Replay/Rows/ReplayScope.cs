using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Replay.Jobs;

namespace ServerlessIot.Steps.Replay.Rows;

/// <summary>Which rows a job means, times of events apart.</summary>
/// <param name="Tenant">Their tenant.</param>
/// <param name="Device">Their device; null = all.</param>
/// <param name="Type">Their type; null = all.</param>
/// <param name="Before">They arrived before this time, Unix milliseconds: what comes in while the job runs is not waited for.</param>
internal sealed record ReplayScope(string Tenant, string? Device, string? Type, long Before)
{
    public static ReplayScope Of(ReplayJob job) => new(job.Request.Tenant, job.Request.Device, job.Request.Type, job.Asked);

    public bool Fits(DeviceEvent row) =>
        row.Tenant == Tenant && (Device is null || row.Device == Device) && (Type is null || row.Type == Type) && row.Arrived < Before;
}

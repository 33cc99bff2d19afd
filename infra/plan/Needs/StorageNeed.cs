using ServerlessIot.Plan.Input;
using ServerlessIot.Plan.Simulation;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan.Needs;

/// <summary>Operations and bytes of journals and archive, of a month.</summary>
/// <param name="Commits">Appends: one for each batch, partition and step.</param>
/// <param name="Uploads">Blobs of the archive: one for each batch of Store and partition.</param>
/// <param name="Heads">Looks whether these are there.</param>
/// <param name="AuditReads">Reads of Audit.</param>
/// <param name="NewGigabytes">Written in a month.</param>
public sealed record StorageNeed(double Commits, double Uploads, double Heads, double AuditReads, double NewGigabytes)
{
    /// <summary>Works it out from a simulated day.</summary>
    public static StorageNeed Of(Load load, Size size, Costs.Costs costs, DayResult day)
    {
        double commits = 0, uploads = 0, heads = 0;
        foreach (var function in day.Functions)
        {
            var step = costs.Steps[function.Size.Name];
            var touched = function.Monthly(counters => counters.Touched);
            commits += touched * step.Appends;
            uploads += touched * step.Uploads;
            heads += touched * step.Heads;
        }

        var looks = size.Ops.Timers.TryGetValue("Audit", out var every) ? Month.Seconds / every : 0;
        var perEvent = ((load.PayloadBytes + costs.Bytes.EventOverPayload) * costs.Bytes.ArchiveRatio) + costs.Bytes.JournalBytesPerEvent;
        return new StorageNeed(
            commits, uploads, heads, looks * costs.Timers.AuditReadsPerPartition * costs.Timers.JournaledSteps * size.Partitions["Raw"],
            load.MessagesPerSecond * Month.Seconds * perEvent / 1e9);
    }
}

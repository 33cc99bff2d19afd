namespace ServerlessIot.Plan.Costs;

/// <summary>What a function does with a batch.</summary>
/// <param name="CpuMicrosPerRecord">CPU, in µs, for a record, besides the trigger's.</param>
/// <param name="WallMicrosPerRecord">The part of it that the batch waits for; the rest runs beside, such as a producer's thread.</param>
/// <param name="CpuNanosPerByte">CPU, in ns, for each byte of the payload beyond <see cref="MeasuredBytes"/>.</param>
/// <param name="Appends">Appends to a journal for each partition of a batch; those of different partitions run at once.</param>
/// <param name="Uploads">Blobs uploaded for each partition of a batch.</param>
/// <param name="Heads">Existence questions for each partition of a batch.</param>
/// <param name="Publishes">Times that a batch waits for the log's acknowledgement.</param>
/// <param name="DocumentsPerRecord">Documents written for a record, 16 at once for each partition.</param>
/// <param name="DocumentsPerDeviceAndTick">Documents written for a device that sent since the last tick, when the tick comes.</param>
/// <param name="DocumentsInTurn">Documents that a record waits for one after another (Notify: recorded, then marked as sent).</param>
/// <param name="Source">Where the numbers come from.</param>
public sealed record StepCosts(
    double CpuMicrosPerRecord, double WallMicrosPerRecord, double CpuNanosPerByte, int Appends, int Uploads, int Heads, int Publishes,
    double DocumentsPerRecord, double DocumentsPerDeviceAndTick, int DocumentsInTurn, string Source)
{
    /// <summary>Bytes of the payload that records were measured with.</summary>
    public const double MeasuredBytes = 150;

    /// <summary>The same for payloads of so many bytes.</summary>
    public StepCosts For(double payloadBytes)
    {
        var more = CpuNanosPerByte * Math.Max(0, payloadBytes - MeasuredBytes) / 1_000;
        return this with { CpuMicrosPerRecord = CpuMicrosPerRecord + more, WallMicrosPerRecord = WallMicrosPerRecord + more };
    }
}

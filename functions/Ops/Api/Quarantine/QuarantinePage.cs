namespace ServerlessIot.Ops.Api.Quarantine;

/// <summary>A part of one partition of the quarantine.</summary>
/// <param name="Partition">Partition.</param>
/// <param name="Partitions">Number of partitions in all.</param>
/// <param name="First">First offset that is still there.</param>
/// <param name="End">Offset after the last record.</param>
/// <param name="Items">Refused records.</param>
/// <param name="Next">Value of <c>from</c> for the next part; absent when this is the last one.</param>
public sealed record QuarantinePage(int Partition, int Partitions, long First, long End, IReadOnlyList<QuarantinedRecord> Items, long? Next);

/// <summary>A refused record without its bytes.</summary>
/// <param name="Partition">Partition.</param>
/// <param name="Offset">Offset.</param>
/// <param name="Time">When it was put here, Unix milliseconds.</param>
/// <param name="Tenant">Tenant; absent when it is not known.</param>
/// <param name="Device">Device; absent when it is not known.</param>
/// <param name="Topic">Topic or path that the device published to; absent when it is not known.</param>
/// <param name="RefusedBy">Step that refused it.</param>
/// <param name="ReasonCode">Why, for programs.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Origin">Place in telemetry.raw; absent when it did not come from there.</param>
/// <param name="Bytes">Size.</param>
public sealed record QuarantinedRecord(
    int Partition, long Offset, long Time, string? Tenant, string? Device, string? Topic, string? RefusedBy, string? ReasonCode, string? Reason, string? Origin, int Bytes);

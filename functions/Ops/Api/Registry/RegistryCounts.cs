using ServerlessIot.Ops.Api.Statistics;

namespace ServerlessIot.Ops.Api.Registry;

/// <summary>A tenant's registered devices by type and state.</summary>
/// <param name="Devices">Devices counted.</param>
/// <param name="Enabled">Of these, in service.</param>
/// <param name="Disabled">Of these, out of service.</param>
/// <param name="Online">Of these, heard of lately.</param>
/// <param name="Offline">Of these, heard of, and not lately.</param>
/// <param name="NeverSeen">Of these, nothing was ever received.</param>
/// <param name="Types">By type; those beyond 256 types are <c>other</c>.</param>
/// <param name="Next">Value of <c>after</c> for the devices that are not counted here; absent when there are none.</param>
public sealed record RegistryCounts(
    long Devices, long Enabled, long Disabled, long Online, long Offline, long NeverSeen, IReadOnlyDictionary<string, DeviceCount> Types, string? Next);

namespace ServerlessIot.Ops.Api.Statistics;

/// <summary>A tenant's devices now.</summary>
/// <param name="Devices">Devices counted.</param>
/// <param name="Online">Of these, heard of lately.</param>
/// <param name="Offline">Of these, silent for the offline limit.</param>
/// <param name="Events">Events received of them in all.</param>
/// <param name="Types">By kind of data that they last sent.</param>
/// <param name="States">Number by the status that they last said; those that never said one are in none.</param>
/// <param name="Next">Value of <c>after</c> for the devices that are not counted here; absent when there are none.</param>
public sealed record TenantStatistics(
    long Devices, long Online, long Offline, long Events, IReadOnlyDictionary<string, DeviceCount> Types, IReadOnlyDictionary<string, long> States, string? Next);

/// <summary>Devices of one kind.</summary>
/// <param name="Devices">How many.</param>
/// <param name="Online">Of these, heard of lately.</param>
public sealed record DeviceCount(long Devices, long Online);

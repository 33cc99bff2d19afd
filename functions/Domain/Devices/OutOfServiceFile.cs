namespace ServerlessIot.Domain.Devices;

/// <summary>The file of <see cref="OutOfServiceList"/>: revisions by <c>tenant/device</c>.</summary>
/// <param name="Devices">Those out of service.</param>
/// <param name="Returned">Those that came back of late.</param>
public sealed record OutOfServiceFile(IReadOnlyDictionary<string, long> Devices, IReadOnlyDictionary<string, long> Returned);

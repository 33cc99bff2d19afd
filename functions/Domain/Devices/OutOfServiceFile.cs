namespace ServerlessIot.Domain.Devices;

/// <summary>The file of <see cref="OutOfServiceList"/>.</summary>
/// <param name="Devices">Each as <c>tenant/device</c>.</param>
public sealed record OutOfServiceFile(IReadOnlyList<string> Devices);

using ServerlessIot.Domain.Devices;

namespace ServerlessIot.Steps.Registry;

/// <summary>What somebody says of a device.</summary>
/// <param name="Device">Everything that is said; who and when do not count.</param>
/// <param name="Enabled">Whether it is in service; null = as it was, and new ones are: an inventory that is sent again puts nothing back into service.</param>
public sealed record RegistrationDraft(DeviceRegistration Device, bool? Enabled);

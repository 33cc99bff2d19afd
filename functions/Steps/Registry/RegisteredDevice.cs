using ServerlessIot.Domain.Devices;

namespace ServerlessIot.Steps.Registry;

/// <summary>A registered device as it is now.</summary>
/// <param name="Key">Its place in lists.</param>
/// <param name="Registration">What was said of it.</param>
/// <param name="Twin">What it sent; null = nothing was ever received of it.</param>
public sealed record RegisteredDevice(string Key, DeviceRegistration Registration, DeviceTwin? Twin);

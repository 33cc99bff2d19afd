namespace ServerlessIot.Domain.Devices;

/// <summary>Where a device is: a position (WGS 84), words, or both.</summary>
/// <param name="Latitude">Degrees, −90 to 90; null without a position.</param>
/// <param name="Longitude">Degrees, −180 to 180; null without a position.</param>
/// <param name="Altitude">Metres above sea level; null when unknown.</param>
/// <param name="Text">In words; null = none.</param>
public sealed record DeviceLocation(double? Latitude, double? Longitude, double? Altitude, string? Text);

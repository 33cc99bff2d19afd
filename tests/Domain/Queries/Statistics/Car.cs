using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Tests.Queries.Statistics;

/// <summary>Events of a vehicle for tests.</summary>
internal static class Car
{
    internal const long Second = 1000;
    internal const long Minute = 60 * Second;
    internal const long Hour = 60 * Minute;

    internal static DeviceEvent At(long time, string? status = null, params (string Name, double Value)[] measurements) => new()
    {
        Id = "e",
        Tenant = "t",
        Device = "car",
        Type = "vehicle",
        Time = time,
        Arrived = time,
        Measurements = [.. measurements.Select(measurement => new Measurement(measurement.Name, measurement.Value))],
        Status = status,
        Attributes = [new(EventProfiles.Attribute, EventProfiles.Vehicle)],
    };
}

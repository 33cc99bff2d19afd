using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Windows;

namespace ServerlessIot.Ops.Tests;

/// <summary>Documents and events for tests.</summary>
internal static class Samples
{
    public static DeviceTwin Twin(string tenant, string device) => new()
    {
        Tenant = tenant,
        Device = device,
        Type = "temperature",
        Time = ApiFixture.Now,
        LastSeen = ApiFixture.Now,
        Online = true,
        Values = new Dictionary<string, double> { ["temperature"] = 21.5 },
        Events = 3,
        Origin = "0-0-3-0",
    };

    public static AlertDocument Alert(string tenant, string device, string id, string state = AlertStates.Open) => new()
    {
        Alert = new AlertRecord
        {
            AlertId = id,
            Tenant = tenant,
            Device = device,
            Rule = "temperature.critical",
            Severity = 5,
            Level = "critical",
            Message = "too hot",
            Measure = "temperature",
            Value = 151,
            Limit = 150,
            Time = ApiFixture.Now,
            EventId = "e",
            Origin = "0-0-3-0",
        },
        State = state,
        Changed = ApiFixture.Now,
        Channels = new Dictionary<string, ChannelDelivery> { ["log"] = new(DeliveryStates.Sent, 1, ApiFixture.Now) },
    };

    public static WindowRecord Window(string tenant, string device, long start) => new()
    {
        Tenant = tenant,
        Device = device,
        Start = start,
        End = start + 60_000,
        Events = 2,
        Late = 0,
        Measures = new Dictionary<string, MeasureSummary> { ["temperature"] = new(2, 21, 20, 22, 1.4, 22) },
        Revision = 1,
        Origin = "0-0-3-0",
    };

    public static DeviceEvent Event(string device, long time, long offset) => new()
    {
        Id = $"e{offset}",
        Tenant = "t",
        Device = device,
        Type = "temperature",
        Time = time,
        Arrived = time,
        Measurements = [new Measurement("temperature", 20.1 + offset)],
        Origin = new Origin(0, 0, offset, 0),
    };
}

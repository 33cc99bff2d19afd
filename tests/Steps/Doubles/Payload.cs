using System.Globalization;
using System.Text;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Tests.Doubles;

/// <summary>Records of telemetry.raw.</summary>
public static class Payload
{
    public const long Start = 1_763_600_000_000;

    /// <summary>A reading of shape 4.</summary>
    public static OutRecord Reading(string device, int seq, double value, long time, int partition = 0) => Raw(
        device,
        string.Create(CultureInfo.InvariantCulture, $$$"""{"event_id":"{{{device}}}-{{{seq}}}","sensor_id":"{{{device}}}","sensor_type":"temperature","value":{{{value}}},"unit":"C","timestamp":{{{time}}},"metadata":{"seq":{{{seq}}}}}"""),
        partition);

    public static OutRecord Raw(string device, string json, int partition = 0) => new(
        "telemetry.raw",
        partition,
        Encoding.UTF8.GetBytes("demo/" + device),
        Encoding.UTF8.GetBytes(json),
        [
            new LogHeader(LogHeaders.Id, Guid.NewGuid().ToString("N")), new LogHeader(LogHeaders.Type, RecordTypes.Telemetry),
            new LogHeader(LogHeaders.DataType, "temperature"), new LogHeader(LogHeaders.Topic, $"demo/s/{device}/telemetry/temperature"),
        ]);

    /// <summary>An event with many measurements, under names of their own for each <paramref name="part"/>.</summary>
    public static DeviceEvent Many(string device, int part, int count, long time, double value = 1) => new()
    {
        Id = $"{device}-{part}-{time}",
        Tenant = "demo",
        Device = device,
        Type = "multi",
        Time = time,
        Arrived = time,
        Measurements = [.. Enumerable.Range(0, count).Select(i => new Measurement($"m{part}-{i}", value))],
    };

    public static OutRecord Mark(string value, string? source = "/bridges/b", int partition = 0) => new(
        "telemetry.raw", partition, default, Encoding.UTF8.GetBytes(value),
        [new LogHeader(LogHeaders.Id, "b-1"), new LogHeader(LogHeaders.Type, RecordTypes.Mark), .. source is null ? Array.Empty<LogHeader>() : [new LogHeader(LogHeaders.Source, source)]]);

    public static OutRecord Tick(long time, int partition = 0) => new(
        "telemetry.raw", partition, default, new Tick(time).ToBytes(), [new LogHeader(LogHeaders.Id, $"tick-{time}-{partition}"), new LogHeader(LogHeaders.Type, RecordTypes.Tick)]);
}

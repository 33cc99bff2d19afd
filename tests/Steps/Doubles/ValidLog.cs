using System.Buffers;
using System.Globalization;
using System.Text;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Tests.Doubles;

/// <summary>Writes telemetry.valid as Validate does: numbered events and ticks with an origin.</summary>
public sealed class ValidLog(MemoryLog log)
{
    private long number;

    /// <summary>Records in order, all of partition 0.</summary>
    public IReadOnlyList<LogRecord> Records => log.Of("telemetry.valid");

    public LogRecord Event(DeviceEvent e, string? bridge = null)
    {
        var json = new ArrayBufferWriter<byte>();
        EventJson.Write(json, e with { Origin = new Origin(0, 0, number, 0) });
        return Append("demo/" + e.Device, json.WrittenMemory, RecordTypes.Event, bridge is null ? [] : [Source(bridge)]);
    }

    public LogRecord Reading(string device, double value, long time, long? arrived = null, string? status = null, string? bridge = null) => Event(new DeviceEvent
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{device}-{time}-{value}"),
        Tenant = "demo",
        Device = device,
        Type = "temperature",
        Time = time,
        Arrived = arrived ?? time,
        Measurements = [new Measurement("temperature", value)],
        Status = status,
        Attributes = [new("profile", "sensor")],
    }, bridge);

    public LogRecord Mark(string bridge, BridgeMark mark) => Append("", mark.ToBytes(), RecordTypes.Mark, Source(bridge));

    public LogRecord Tick(long time, string? rules = null, string? groups = null)
    {
        List<LogHeader> more = [];
        if (rules is not null) more.Add(new LogHeader(LogHeaders.Rules, rules));
        if (groups is not null) more.Add(new LogHeader(LogHeaders.Groups, groups));
        return Append("", new Tick(time).ToBytes(), RecordTypes.Tick, [.. more]);
    }

    private static LogHeader Source(string bridge) => new(LogHeaders.Source, AlertSources.OfBridge(bridge));

    private LogRecord Append(string key, ReadOnlyMemory<byte> value, string type, params LogHeader[] more)
    {
        var origin = new Origin(0, 0, number, 0).ToString();
        var text = (++number).ToString(CultureInfo.InvariantCulture);
        return log.Append(new OutRecord("telemetry.valid", 0, Encoding.UTF8.GetBytes(key), value,
            [new LogHeader(LogHeaders.Id, origin), new LogHeader(LogHeaders.Type, type), new LogHeader(LogHeaders.Number, text), .. more]));
    }
}

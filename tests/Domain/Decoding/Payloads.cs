using System.Text;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Tests.Decoding;

/// <summary>Decodes payloads as the device <c>temp-001</c> sent them on 2026-11-20T10:00:00Z.</summary>
internal static class Payloads
{
    internal const long Arrived = 1_795_168_800_000;

    internal static readonly PayloadContext Context = new("demo", "temp-001", "temperature", "demo/plant1/temp-001/telemetry/temperature", null, "record-1", Arrived, new Origin(0, 3, 77, 0));

    internal static List<Decoded> Decode(ReadOnlyMemory<byte> payload, PayloadContext? context = null)
    {
        var results = new List<Decoded>();
        PayloadDecoder.Decode(payload, context ?? Context, results);
        return results;
    }

    internal static List<Decoded> Decode(string payload, PayloadContext? context = null) => Decode(Encoding.UTF8.GetBytes(payload), context);

    internal static DeviceEvent Accept(string payload, PayloadContext? context = null)
    {
        var result = Assert.Single(Decode(payload, context));
        Assert.True(result.Refusal is null, result.Refusal?.Reason);
        return result.Event!;
    }

    internal static Refusal Refuse(string payload, PayloadContext? context = null)
    {
        var result = Assert.Single(Decode(payload, context));
        Assert.Null(result.Event);
        return result.Refusal!;
    }

    internal static PayloadContext From(string device, string? dataType = null) => Context with { Device = device, DataType = dataType };

    internal static double Measure(this DeviceEvent e, string name) => Assert.Single(e.Measurements, m => m.Name == name).Value;

    internal static string Attribute(this DeviceEvent e, string name) => Assert.Single(e.Attributes, a => a.Key == name).Value;
}

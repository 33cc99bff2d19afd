using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Rules.State;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Benchmarks;

/// <summary>Time and memory per event of what runs for every event: decode once, write once, read four times, judge once. One thread.</summary>
internal static class DomainBenchmark
{
    private const int Devices = 2_000;
    private const int Events = 10_000;
    private const int Rounds = 20;
    private const long Start = 1_795_168_800_000;

    private static readonly (string Shape, Func<string, int, FormattableString> Payload, string? Type)[] Shapes =
    [
        ("factory", (device, i) => $$$"""{"device_id":"{{{device}}}","sensor_type":"temperature","value":{{{20 + (i % 977 / 10.0)}}},"timestamp":{{{Start + i}}},"metadata":{"production_line":"L1","shift":"day","seq":{{{i}}}}}""", null),
        ("vehicle", (device, i) => $$$"""{"vin":"{{{device}}}","timestamp":{{{Start + i}}},"status":"driving","latitude":{{{31 + (i / 1e5)}}},"longitude":{{{121 + (i / 1e5)}}},"altitude":12.5,"speed":{{{i % 120}}},"heading":{{{i % 360}}},"battery_soc":55,"battery_temp":31.5,"battery_voltage":400.2,"estimated_range":210,"odometer":{{{10_000 + (i / 10.0)}}},"trip_distance":12,"accelerator_pedal":20,"brake_pedal":0,"active_alerts":[],"metadata":{"firmware":"1.2.3","model":"X"}}""", null),
        ("sensor", (device, i) => $$$"""{"event_id":"0b1c9c3e-8d5f-4c7e-9a25-{{{i:000000000000}}}","sensor_id":"{{{device}}}","sensor_type":"temperature","value":{{{20 + (i % 97 / 10.0)}}},"unit":"\u00b0C","timestamp":{{{Start + i}}},"location":"hall 3","metadata":{"firmware_version":"1.0","battery_level":87.5}}""", null),
        // A score of each value against a window of 30 buckets, and a trend.
        ("drone", (device, i) => $$$"""{"drone_id":"{{{device}}}","timestamp":{{{Start + i}}},"location":{"latitude":31.2,"longitude":121.5,"altitude":80},"battery":{{{90 - (i % 50)}}},"temperature":{{{20 + (i % 97 / 10.0)}}}}""", "drone"),
    ];

    internal static Task RunAsync(TextWriter report)
    {
        // Once for the compiler: what runs first is measured before its code is at its best.
        RunShapes(TextWriter.Null);
        RunShapes(report);
        RuleMemory.Run(report);
        return Task.CompletedTask;
    }

    /// <summary>Decoded events of a shape, of 2,000 devices.</summary>
    internal static DeviceEvent[] Decoded(string shape, int count)
    {
        var (_, payload, type) = Array.Find(Shapes, one => one.Shape == shape);
        var results = new List<Decoded>();
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var (bytes, context) = Record(FormattableString.Invariant($"device-{i % Devices:0000}"), i, payload, type);
            PayloadDecoder.Decode(bytes, context, results);
            return results[0].Event ?? throw new InvalidOperationException(results[0].Refusal!.Reason);
        })];
    }

    private static void RunShapes(TextWriter report)
    {
        foreach (var (shape, payload, type) in Shapes) Run(report, shape, payload, type);
    }

    private static void Run(TextWriter report, string shape, Func<string, int, FormattableString> payload, string? type)
    {
        var records = Enumerable.Range(0, Events).Select(i => Record(FormattableString.Invariant($"device-{i % Devices:0000}"), i, payload, type)).ToArray();
        var results = new List<Decoded>();
        var events = new DeviceEvent[Events];
        Measure(report, $"{shape}: decode {records[0].Payload.Length} bytes", i =>
        {
            PayloadDecoder.Decode(records[i].Payload, records[i].Context, results);
            events[i] = results[0].Event ?? throw new InvalidOperationException(results[0].Refusal!.Reason);
        });

        var line = new ArrayBufferWriter<byte>(4_096);
        var lines = new byte[Events][];
        for (var i = 0; i < Events; i++)
        {
            line.ResetWrittenCount();
            EventJson.Write(line, events[i]);
            lines[i] = line.WrittenSpan.ToArray();
        }

        Measure(report, $"{shape}: write {lines[0].Length} bytes", i =>
        {
            line.ResetWrittenCount();
            EventJson.Write(line, events[i]);
        });
        Measure(report, $"{shape}: read", i =>
        {
            if (!EventJson.TryRead(lines[i], out _)) throw new InvalidOperationException("A line did not read back.");
        });

        Rules(report, shape, events);
        // Each event begins another bucket of the windows, at which trends are looked at.
        Rules(report, $"{shape} every 3 minutes", [.. events.Select((e, i) => e with { Time = Start + (i * 180_000L), Arrived = Start + (i * 180_000L) })]);
    }

    private static void Rules(TextWriter report, string shape, DeviceEvent[] events)
    {
        var turns = new List<RuleTurn>();
        var device = new DeviceRules("");
        Measure(report, $"{shape}: rules", i =>
        {
            if (i == 0) device = new DeviceRules($"{events[0].Tenant}/{events[0].Device}");
            turns.Clear();
            RuleSet.Default.Evaluate(events[i], device, turns);
        });
    }

    private static (byte[] Payload, PayloadContext Context) Record(string device, int i, Func<string, int, FormattableString> payload, string? type)
        => (Encoding.UTF8.GetBytes(payload(device, i).ToString(CultureInfo.InvariantCulture)),
            new PayloadContext("demo", device, type, $"demo/plant1/{device}/telemetry/x", "application/json", "r", Start + Events, new Origin(0, 1, i, 0)));

    /// <summary>The best of a few rounds over all events, after one to warm up.</summary>
    private static void Measure(TextWriter report, string name, Action<int> work)
    {
        var best = TimeSpan.MaxValue;
        long bytes = 0;
        for (var round = 0; round <= Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < Events; i++) work(i);
            if (round > 0 && watch.Elapsed < best) best = watch.Elapsed;
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        report.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-30} {best.TotalNanoseconds / Events,8:0} ns {bytes / Events,6} B allocated"));
    }
}

using FsCheck;
using FsCheck.Fluent;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Tests.Decoding;

namespace ServerlessIot.Domain.Tests.Rules.Reference;

/// <summary>Stories of one device: readings at a pace, with readings of the same time, readings that come late, pauses and restarts.</summary>
internal static class Stories
{
    internal const long Start = Payloads.Arrived;

    internal static Gen<IReadOnlyList<Step>> Of(Gen<DeviceEvent> content, TimeSpan pace) =>
        Items(content, pace).ListOf().Select(items => (IReadOnlyList<Step>)Compose([.. items]));

    internal static DeviceEvent Reading(long time, params (string Name, double Value)[] measures) => new()
    {
        Id = $"{time}",
        Tenant = "demo",
        Device = "d",
        Type = "machine",
        Time = time,
        Arrived = time,
        Measurements = [.. measures.Select(measure => new Measurement(measure.Name, measure.Value))],
        Attributes = [new(EventProfiles.Attribute, EventProfiles.Generic)],
    };

    internal static DeviceEvent Value(double value, double seconds = 0) => Reading(Start + (long)(seconds * 1_000), ("value", value));

    internal static DeviceEvent With(this DeviceEvent e, string attribute, string? text) =>
        text is null ? e : e with { Attributes = [.. e.Attributes, new(attribute, text)] };

    private static Gen<(DeviceEvent Event, long Later, bool Restarts)> Items(Gen<DeviceEvent> content, TimeSpan pace)
    {
        var step = (int)pace.TotalMilliseconds;
        var later = Gen.Frequency((3, Gen.Constant(0)), (16, Gen.Choose(1, 2 * step)), (4, Gen.Choose(-4 * step, -1)), (1, Gen.Choose(5 * step, 80 * step)));
        return from e in content
               from time in later
               from restart in Gen.Choose(0, 9)
               select (e, (long)time, restart == 0);
    }

    private static List<Step> Compose((DeviceEvent Event, long Later, bool Restarts)[] items)
    {
        var (latest, steps) = (Start, new List<Step>());
        foreach (var (e, later, restarts) in items)
        {
            var time = latest + later;
            latest = Math.Max(latest, time);
            steps.Add(new Step(e with { Id = $"{steps.Count}", Time = time, Arrived = latest }, Restarts: restarts));
        }

        return steps;
    }
}

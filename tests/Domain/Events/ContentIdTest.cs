using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Tests.Events;

public sealed class ContentIdTest
{
    private static readonly DeviceEvent Event = new()
    {
        Id = "",
        Tenant = "demo",
        Device = "d1",
        Type = "vehicle",
        Time = 1,
        Arrived = 2,
        Measurements = [new("speed", 1.5)],
        Position = new(2, 3, 4),
        Status = "driving",
        Attributes = [new("unit", "°C")],
    };

    [Fact]
    public void Is_what_the_documentation_says()
    {
        byte[] bytes =
        [
            .. "demo"u8, 0xFF, .. "d1"u8, 0xFF, .. "vehicle"u8, 0xFF, .. Number(1),
            .. Number(1), .. "speed"u8, 0xFF, .. Double(1.5),
            1, .. Double(2), .. Double(3), 1, .. Double(4),
            1, .. "driving"u8, 0xFF,
            .. Number(1), .. "unit"u8, 0xFF, .. "°C"u8, 0xFF,
        ];
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes))[..32], ContentId.Of(Event));
    }

    [Fact]
    public void Differs_by_everything_that_the_event_says()
    {
        DeviceEvent[] all =
        [
            Event,
            Event with { Tenant = "demo2" },
            Event with { Device = "d2" },
            Event with { Type = "car" },
            Event with { Time = 3 },
            Event with { Measurements = [] },
            Event with { Measurements = [new("speed", 1.5), new("", 0)] },
            Event with { Measurements = [new("speed", -1.5)] },
            Event with { Position = null },
            Event with { Position = new(2, 3) },
            Event with { Status = null },
            Event with { Status = "" },
            Event with { Attributes = [] },
            Event with { Attributes = [new("unit", "°F")] },
        ];
        Assert.Equal(all.Length, all.Select(ContentId.Of).Distinct().Count());
    }

    [Fact]
    public void Does_not_depend_on_id_arrival_origin_and_schema()
        => Prop.ForAll(AnyEvent.Arbitrary, e => ContentId.Of(e) == ContentId.Of(e with { Id = "other", Arrived = e.Arrived / 2, Origin = new(1, 2, 3, 4), Schema = 77 }))
            .QuickCheckThrowOnFailure();

    private static byte[] Number(long value) => BitConverter.GetBytes(value);

    private static byte[] Double(double value) => BitConverter.GetBytes(value);
}

using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Documents;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Track;

namespace ServerlessIot.Steps.Tests.Track;

public class TrackStepTest
{
    private readonly Rig<TrackState> rig = new(rig => new TrackStep(new DocumentWriter(rig.Documents), new TrackOptions()));

    [Fact]
    public async Task A_new_device_has_its_twin_at_once()
    {
        await rig.RunAsync(rig.Valid.Reading("d", 21, Payload.Start));
        var twin = Twin();
        Assert.Equal(("demo", "d", true, 21.0, 1L), (twin.Tenant, twin.Device, twin.Online, twin.Values["temperature"], twin.Events));
    }

    [Fact]
    public async Task Values_are_written_at_most_once_a_minute()
    {
        var writes = 0;
        rig.Documents.OnWrite = (_, after) => writes += after ? 1 : 0;
        for (var i = 0; i < 50; i++) await rig.RunAsync(rig.Valid.Reading("d", i, Payload.Start + i));
        await rig.RunAsync(rig.Valid.Tick(Payload.Start + 59_999));
        Assert.Equal(1, writes);
        await rig.RunAsync(rig.Valid.Tick(Payload.Start + 60_000));
        Assert.Equal((49.0, 50L), (Twin().Values["temperature"], Twin().Events));
        await rig.RunAsync(rig.Valid.Tick(Payload.Start + 120_000));
        Assert.InRange(writes, 2, 3);
    }

    [Fact]
    public async Task An_older_reading_does_not_replace_a_newer_one()
    {
        await rig.RunAsync(rig.Valid.Reading("d", 2, Payload.Start), rig.Valid.Reading("d", 1, Payload.Start - 5_000, Payload.Start), rig.Valid.Tick(Payload.Start + 60_000));
        Assert.Equal((2.0, Payload.Start, 2L), (Twin().Values["temperature"], Twin().Time, Twin().Events));
    }

    [Fact]
    public async Task A_device_that_makes_up_ever_new_measurements_does_not_make_its_twin_grow_without_end()
    {
        for (var part = 0; part < 20; part++)
            await rig.RunAsync(rig.Valid.Event(Payload.Many("d", part, 200, Payload.Start + part)));
        await rig.RunAsync(rig.Valid.Event(Payload.Many("d", 0, 1, Payload.Start + 50, value: 77)), rig.Valid.Tick(Payload.Start + 120_000));
        Assert.Equal((256, 21L, 77.0), (Twin().Values.Count, Twin().Events, Twin().Values["m0-0"]));
    }

    [Fact]
    public async Task Silence_makes_a_device_offline_and_a_reading_online_again()
    {
        await rig.RunAsync(rig.Valid.Reading("d", 1, Payload.Start), rig.Valid.Tick(Payload.Start + 600_000));
        Assert.True(Twin().Online);
        await rig.RunAsync(rig.Valid.Tick(Payload.Start + 600_001));
        Assert.False(Twin().Online);
        rig.Restart();
        await rig.RunAsync(rig.Valid.Reading("d", 2, Payload.Start + 700_000));
        Assert.True(Twin().Online);
    }

    [Fact]
    public async Task A_device_that_says_so_is_offline_at_once()
    {
        await rig.RunAsync(rig.Valid.Reading("d", 1, Payload.Start), rig.Valid.Reading("d", 1, Payload.Start + 1, status: "offline"));
        Assert.False(Twin().Online);
    }

    [Fact]
    public async Task A_device_that_comes_back_is_online_and_goes_on_with_what_it_did()
    {
        await rig.RunAsync(rig.Valid.Reading("d", 1, Payload.Start, status: "driving"), rig.Valid.Event(Presence("online", Payload.Start + 1)), rig.Valid.Tick(Payload.Start + 60_001));
        Assert.Equal((true, "driving", "temperature"), (Twin().Online, Twin().Status, Twin().Type));
        await rig.RunAsync(rig.Valid.Event(Presence("offline", Payload.Start + 60_002)));
        Assert.Equal((false, "offline"), (Twin().Online, Twin().Status));
        await rig.RunAsync(rig.Valid.Event(Presence("online", Payload.Start + 60_003)));
        Assert.Equal((true, null), (Twin().Online, Twin().Status));
    }

    [Fact]
    public async Task A_write_that_comes_late_does_not_turn_the_twin_back()
    {
        var first = rig.Valid.Reading("d", 1, Payload.Start);
        await rig.RunAsync(first, rig.Valid.Reading("d", 2, Payload.Start + 1), rig.Valid.Tick(Payload.Start + 60_000));
        rig.Restart();
        await rig.RunAsync(first);
        Assert.Equal(2, Twin().Events);
    }

    [Fact]
    public async Task A_connection_that_was_lost_before_a_newer_one_came_does_not_make_the_device_leave()
    {
        await rig.RunAsync(
            rig.Valid.Reading("d", 1, Payload.Start, status: "driving"), rig.Valid.Event(Presence("online", Payload.Start + 5_000)), rig.Valid.Event(Presence("offline", Payload.Start + 1_000)));
        Assert.Equal((true, "driving"), (Twin().Online, Twin().Status));
    }

    [Fact]
    public async Task What_the_registry_says_is_no_word_of_the_device()
    {
        await rig.RunAsync(rig.Valid.Event(new RegistrationRecord(1, new DeviceFacts { Type = "pump" }).ToEvent("registration-1", "demo", "d", Payload.Start, default)), rig.Valid.Tick(Payload.Start + 60_000));
        Assert.Null(await rig.Documents.ReadAsync<DeviceTwin>(Ports.Containers.Twins, "demo/d", TrackStep.TwinId, default));
    }

    private static DeviceEvent Presence(string status, long time) =>
        new() { Id = $"{status}-{time}", Tenant = "demo", Device = "d", Type = EventProfiles.Presence, Time = time, Arrived = time, Measurements = [], Status = status };

    private DeviceTwin Twin() => Assert.Single(rig.Documents.All<DeviceTwin>(Containers.Twins));
}

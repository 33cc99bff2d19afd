using ServerlessIot.Domain.Devices;

namespace ServerlessIot.Domain.Tests.Devices;

public sealed class DeviceFilterTest
{
    private const long Now = 1_000_000;

    private static readonly DeviceRegistration Device = RegistrationRulesTest.Meter with { Firmware = "1.2", Tags = new Dictionary<string, string> { ["site"] = "north", ["floor"] = "2" }, RegisteredAt = Now - 50_000 };

    [Fact]
    public void An_empty_one_means_every_device()
    {
        Assert.True(new DeviceFilter().IsEmpty);
        Assert.True(new DeviceFilter().Matches(Device, null, Now));
    }

    [Fact]
    public void Everything_that_is_asked_for_has_to_hold()
    {
        Assert.True(Means(new DeviceFilter { Type = "meter", Firmware = "1.2", FirmwareBelow = "1.10", Enabled = true, Tags = Tags("site", "north") }));
        Assert.False(Means(new DeviceFilter { Type = "Meter" }));
        Assert.False(Means(new DeviceFilter { Firmware = "1.2.0" }));
        Assert.False(Means(new DeviceFilter { FirmwareBelow = "1.2" }));
        Assert.False(Means(new DeviceFilter { Enabled = false }));
        Assert.False(Means(new DeviceFilter { Tags = Tags("site", "south") }));
        Assert.False(Means(new DeviceFilter { Tags = Tags("city", "north") }));
        Assert.False(Means(new DeviceFilter { Type = "meter", Enabled = false }));

        static bool Means(DeviceFilter filter) => filter.Matches(Device, null, Now);
    }

    [Fact]
    public void A_device_without_a_version_or_tags_is_in_no_group_by_them()
    {
        Assert.False(new DeviceFilter { FirmwareBelow = "9" }.Matches(RegistrationRulesTest.Meter));
        Assert.False(new DeviceFilter { Tags = Tags("site", "north") }.Matches(RegistrationRulesTest.Meter));
    }

    [Theory]
    [InlineData(null, null, DevicePresence.NeverSeen)]
    [InlineData(true, true, DevicePresence.Online)]
    [InlineData(false, false, DevicePresence.Offline)]
    public void What_was_never_seen_is_not_online(bool? online, bool? asked, string presence)
    {
        var twin = online is { } state ? Twin(Now, state) : null;
        Assert.Equal(asked ?? false, new DeviceFilter { Online = true }.Matches(Device, twin, Now));
        Assert.Equal(!(asked ?? false), new DeviceFilter { Online = false }.Matches(Device, twin, Now));
        Assert.Equal(presence, DevicePresence.Of(twin));
    }

    [Theory]
    [InlineData(null, 50, true)]
    [InlineData(null, 51, false)]
    [InlineData(10_000L, 10, true)]
    [InlineData(10_000L, 11, false)]
    public void Silence_is_since_it_was_last_heard_of_or_registered(long? silent, long asked, bool meant) =>
        Assert.Equal(meant, new DeviceFilter { SilentForSeconds = asked }.Matches(Device, silent is { } since ? Twin(Now - since, true) : null, Now));

    [Fact]
    public void What_is_wrong_with_one_is_told()
    {
        var filter = new DeviceFilter { Type = "", Firmware = "\n", FirmwareBelow = new string('1', 65), Tags = Tags("a b", "x"), SilentForSeconds = 0 };
        Assert.Equal(["type", "firmware", "firmwareBelow", "tags", "silentForSeconds"], filter.Check().Select(fault => fault.Field));
        Assert.Empty(new DeviceFilter { SilentForSeconds = DeviceFilter.MostSilence }.Check());
    }

    private static Dictionary<string, string> Tags(string name, string value) => new() { [name] = value };

    private static DeviceTwin Twin(long seen, bool online) => new() { Tenant = "t", Device = "d", Type = "x", Time = seen, LastSeen = seen, Online = online, Values = new Dictionary<string, double>(), Events = 1, Origin = "0-0-0-0" };
}

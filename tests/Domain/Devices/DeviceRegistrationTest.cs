using System.Text.Json;
using ServerlessIot.Domain.Devices;

namespace ServerlessIot.Domain.Tests.Devices;

public sealed class DeviceRegistrationTest
{
    private static readonly DeviceRegistration Full = RegistrationRulesTest.Meter with
    {
        Protocol = "mqtt",
        Location = new DeviceLocation(1, 2, null, "roof"),
        Firmware = "1.2",
        Model = "M",
        Tags = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" },
        RegisteredAt = 5,
        ChangedAt = 6,
        ChangedBy = "eva",
    };

    [Fact]
    public void The_same_is_the_same_whoever_says_it_when() =>
        Assert.True(Full.SaysTheSame(Full with { Tags = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" }, Location = new DeviceLocation(1, 2, null, "roof"), RegisteredAt = 0, RegisteredBy = "x", ChangedAt = 9, ChangedBy = null }));

    [Fact]
    public void Any_member_makes_a_difference()
    {
        DeviceRegistration[] others =
        [
            Full with { Tenant = "x" }, Full with { Device = "x" }, Full with { Type = "x" }, Full with { Protocol = null }, Full with { Location = null }, Full with { Location = Full.Location! with { Altitude = 1 } },
            Full with { Firmware = "1.3" }, Full with { Model = "m" }, Full with { Enabled = false }, Full with { Tags = null }, Full with { Tags = new Dictionary<string, string> { ["a"] = "1" } },
            Full with { Tags = new Dictionary<string, string> { ["a"] = "1", ["b"] = "3" } }, Full with { Tags = new Dictionary<string, string> { ["a"] = "1", ["c"] = "2" } },
        ];
        Assert.All(others, other => Assert.False(Full.SaysTheSame(other)));
        Assert.All(others, other => Assert.False(other.SaysTheSame(Full)));
    }

    [Fact]
    public void No_tags_are_as_empty_ones() => Assert.True((Full with { Tags = null }).SaysTheSame(Full with { Tags = new Dictionary<string, string>() }));

    [Fact]
    public void As_json_it_reads_back_and_says_what_it_is()
    {
        var json = JsonSerializer.Serialize(Full, DomainJson.Default.DeviceRegistration);
        Assert.StartsWith("""{"state":"registered","tenant":"t","device":"d","type":"meter","protocol":"mqtt","location":{"latitude":1,"longitude":2,"text":"roof"},"firmware":"1.2",""", json, StringComparison.Ordinal);
        var read = JsonSerializer.Deserialize(json, DomainJson.Default.DeviceRegistration)!;
        Assert.True(read.SaysTheSame(Full));
        Assert.Equal((5, 6, "eva"), (read.RegisteredAt, read.ChangedAt, read.ChangedBy));
    }

    [Fact]
    public void A_group_as_json_reads_back_and_says_what_it_is()
    {
        var filter = new DeviceFilter { Type = "meter", Tags = new Dictionary<string, string> { ["a"] = "1" }, FirmwareBelow = "2", Enabled = true, Online = false, SilentForSeconds = 300 };
        var json = JsonSerializer.Serialize(new DeviceGroup { Tenant = "t", Name = "g", Filter = filter }, DomainJson.Default.DeviceGroup);
        Assert.Equal("""{"state":"group","tenant":"t","name":"g","filter":{"type":"meter","tags":{"a":"1"},"firmwareBelow":"2","enabled":true,"online":false,"silentForSeconds":300},"madeAt":0,"changedAt":0}""", json);
        Assert.True(JsonSerializer.Deserialize(json, DomainJson.Default.DeviceGroup)!.Filter.SaysTheSame(filter));
    }
}

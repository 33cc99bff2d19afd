using ServerlessIot.Domain.Devices;

namespace ServerlessIot.Domain.Tests.Devices;

public sealed class RegistrationRulesTest
{
    internal static DeviceRegistration Meter { get; } = new() { Tenant = "t", Device = "d", Type = "meter" };

    public static TheoryData<string> Good => ["d", "d 1", "ÄÖ", "😀", "a:b", "x?y\\z", new string('x', 128)];

    public static TheoryData<string> Bad => ["", "a/b", "a+", "#", "a\nb", "\u007f", new string('x', 129)];

    [Theory]
    [MemberData(nameof(Good))]
    public void Names_are_what_a_topic_can_hold_between_slashes(string name) => Assert.Empty(RegistrationRules.Check(Meter with { Device = name }));

    [Theory]
    [MemberData(nameof(Bad))]
    public void Wildcards_and_control_characters_are_in_no_name(string name)
    {
        Assert.Equal("device", Assert.Single(RegistrationRules.Check(Meter with { Device = name })).Field);
        Assert.Equal("tenant", Assert.Single(RegistrationRules.Check(Meter with { Tenant = name })).Field);
    }

    [Fact]
    public void Half_a_character_is_in_no_text()
    {
        foreach (var half in new[] { "\ud83d", "x\ude00y", "\ude00\ud83d" }) Assert.False(RegistrationRules.IsText(half, 10));
        Assert.True(RegistrationRules.IsText("a\ud83d\ude00", 3));
    }

    [Fact]
    public void The_address_of_the_counts_is_no_device() => Assert.Contains("counts", Assert.Single(RegistrationRules.Check(Meter with { Device = RegistrationRules.Reserved })).Reason, StringComparison.Ordinal);

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once_with_its_field()
    {
        var device = Meter with { Type = "", Protocol = "", Firmware = new string('1', 65), Model = "a\tb", Tags = new Dictionary<string, string> { ["a b"] = "x", ["ok"] = "" }, Location = new DeviceLocation(91, null, 3, new string('x', 257)) };
        Assert.Equal(["type", "protocol", "firmware", "model", "location", "latitude", "location", "tags", "tags"], RegistrationRules.Check(device).Select(fault => fault.Field));
        Assert.All(RegistrationRules.Check(device), fault => Assert.NotEmpty(fault.Reason));
    }

    [Theory]
    [InlineData(90, 180, 0, null)]
    [InlineData(-90, -180, null, null)]
    [InlineData(null, null, null, null)]
    [InlineData(90.1, 0, null, "latitude")]
    [InlineData(double.NaN, 0, null, "latitude")]
    [InlineData(0, -180.1, null, "longitude")]
    [InlineData(0, null, null, "location")]
    [InlineData(null, 0, null, "location")]
    [InlineData(null, null, 5, "altitude")]
    [InlineData(0, 0, 1e9, "altitude")]
    public void A_position_is_on_earth(object? latitude, object? longitude, object? altitude, string? field)
    {
        var faults = RegistrationRules.Check(Meter with { Location = new DeviceLocation(Number(latitude), Number(longitude), Number(altitude), "roof") });
        Assert.Equal(field is null ? [] : [field], faults.Select(fault => fault.Field));

        static double? Number(object? value) => value is null ? null : Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData(32, 0)]
    [InlineData(33, 1)]
    public void There_are_so_many_tags_and_no_more(int count, int faults) =>
        Assert.Equal(faults, RegistrationRules.Check(Meter with { Tags = Enumerable.Range(0, count).ToDictionary(i => $"tag-{i}", i => $"{i}") }).Count);
}

namespace ServerlessIot.Domain.Tests.Decoding;

public sealed class PayloadRangesTest
{
    [Theory]
    [InlineData("temperature", -40, 200)]
    [InlineData("pressure", 0, 1000)]
    [InlineData("vibration", 0, 50)]
    [InlineData("current", 0, 100)]
    [InlineData("voltage", 180, 260)]
    [InlineData("humidity", 0, 100)]
    public void The_factory_catalogue_holds_at_its_bounds_and_not_beyond(string type, double min, double max)
    {
        Accepted(Factory(type, min));
        Accepted(Factory(type, max));
        Refused(Factory(type, min - 0.001));
        Refused(Factory(type, max + 0.001));
    }

    [Theory]
    [InlineData("temperature", null, -273.15, 3000)]
    [InlineData("temperature", "°C", -273.15, 3000)]
    [InlineData("temperature", "°F", -459.67, 5432)]
    [InlineData("temperature", "K", 0, 3273.15)]
    [InlineData("humidity", "%", 0, 100)]
    [InlineData("pressure", "hPa", 300, 1100)]
    public void Sensors_may_measure_what_nature_allows(string type, string? unit, double min, double max)
    {
        Accepted(Sensor(type, unit, min));
        Accepted(Sensor(type, unit, max));
        Refused(Sensor(type, unit, min - 0.01));
        Refused(Sensor(type, unit, max + 0.01));
    }

    [Theory]
    [InlineData("light")]
    [InlineData("motion")]
    [InlineData("noise")]
    [InlineData("co2")]
    [InlineData("radiation")]
    public void Types_without_a_range_need_only_be_finite(string type)
    {
        Accepted(Sensor(type, null, -1));
        Accepted(Sensor(type, null, 1e99));
        Accepted(Factory(type, 1e99));
    }

    [Fact]
    public void A_pressure_in_another_unit_has_no_range() => Accepted(Sensor("pressure", "kPa", 101.3));

    [Theory]
    [InlineData("speed", 0, 500)]
    [InlineData("heading", 0, 360)]
    [InlineData("battery_soc", 0, 100)]
    [InlineData("battery_temp", -100, 1500)]
    [InlineData("accelerator_pedal", 0, 100)]
    [InlineData("tire_pressure_front_left", 0, 20)]
    public void Vehicles_have_ranges_by_member(string member, double min, double max)
    {
        Accepted(Vehicle(member, min));
        Accepted(Vehicle(member, max));
        Refused(Vehicle(member, min - 0.01));
        Refused(Vehicle(member, max + 0.01));
    }

    [Fact]
    public void The_reason_names_member_value_and_limits()
        => Assert.Equal("The value 250.5 of temperature is outside -40 to 200.", Payloads.Refuse(Factory("temperature", 250.5)).Reason);

    [Fact]
    public void A_reason_shortens_what_a_stranger_wrote_and_hides_its_control_characters()
    {
        var reason = Payloads.Refuse($$"""{"value":"\u001b[31m{{new string('x', 900)}}"}""").Reason;
        Assert.Equal($"The field value must be a number; found the text '?[31m{new string('x', 35)}…'.", reason);
    }

    private static string Factory(string type, double value) => FormattableString.Invariant($$"""{"device_id":"temp-001","sensor_type":"{{type}}","value":{{value}}}""");

    private static string Sensor(string type, string? unit, double value)
        => FormattableString.Invariant($$"""{"sensor_id":"temp-001","sensor_type":"{{type}}","value":{{value}},"unit":{{(unit is null ? "null" : $"\"{unit}\"")}}}""");

    private static string Vehicle(string member, double value) => FormattableString.Invariant($$"""{"vin":"temp-001","{{member}}":{{value}}}""");

    private static void Accepted(string payload) => Payloads.Accept(payload);

    private static void Refused(string payload) => Assert.Equal("out-of-range", Payloads.Refuse(payload).Code);
}

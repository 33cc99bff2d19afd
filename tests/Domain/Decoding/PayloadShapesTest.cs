using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Tests.Decoding;

public sealed class PayloadShapesTest
{
    private const string FactoryReading =
        """{"device_id":"temp-001","sensor_type":"temperature","value":151.5,"timestamp":1795168799123,"location":{"latitude":31.2,"longitude":121.5},"metadata":{"production_line":"L1","shift":"night","seq":12,"ok":true}}""";

    private const string VehicleMessage =
        """
        {"vin":"LSV1","timestamp":1795168799000,"status":"driving","latitude":31.23,"longitude":121.47,"altitude":12.5,"speed":88.5,"heading":359,"battery_soc":55,
         "battery_temp":31.5,"battery_voltage":400.2,"estimated_range":210,"odometer":12345.6,"trip_distance":12,"accelerator_pedal":20,"brake_pedal":0,"tire_pressure":2.4,
         "active_alerts":["crash_detected","geofence_breach"],"metadata":{"firmware":"1.2.3","model":"X"}}
        """;

    private const string SensorEvent =
        """{"event_id":"0b1c9c3e-8d5f-4c7e-9a25-3d8f0c1b2a3d","sensor_id":"temp-001","sensor_type":"temperature","value":22.5,"unit":"°C","timestamp":"2026-11-20T11:00:00.250+01:00","location":"hall 3","metadata":{"firmware_version":"1.0","battery_level":87.5}}""";

    [Fact]
    public void A_factory_reading_becomes_one_measure_of_its_sensor_type()
    {
        var e = Payloads.Accept(FactoryReading);
        Assert.Equal(("demo", "temp-001", "temperature", 1_795_168_799_123L, Payloads.Arrived), (e.Tenant, e.Device, e.Type, e.Time, e.Arrived));
        Assert.Equal([new Measurement("temperature", 151.5)], e.Measurements);
        Assert.Equal(new Position(31.2, 121.5), e.Position);
        Assert.Equal([new("profile", "factory"), new("production_line", "L1"), new("shift", "night"), new("seq", "12"), new("ok", "true")], e.Attributes);
        Assert.Equal(new Origin(0, 3, 77, 0), e.Origin);
    }

    [Fact]
    public void A_vehicle_message_becomes_one_event_with_all_its_numbers()
    {
        var e = Payloads.Accept(VehicleMessage, Payloads.From("LSV1"));
        Assert.Equal(("vehicle", "driving"), (e.Type, e.Status));
        Assert.Equal(new Position(31.23, 121.47, 12.5), e.Position);
        string[] names = ["speed", "heading", "battery_soc", "battery_temp", "battery_voltage", "estimated_range", "odometer", "trip_distance", "accelerator_pedal", "brake_pedal", "tire_pressure"];
        Assert.Equal(names, e.Measurements.Select(m => m.Name));
        Assert.Equal(12345.6, e.Measure("odometer"));
        Assert.Equal([new("profile", "vehicle"), new("active_alerts", "crash_detected,geofence_breach"), new("firmware", "1.2.3"), new("model", "X")], e.Attributes);
    }

    [Fact]
    public void A_sensor_event_keeps_its_own_id_and_its_unit()
    {
        var e = Payloads.Accept(SensorEvent);
        Assert.Equal("0b1c9c3e-8d5f-4c7e-9a25-3d8f0c1b2a3d", e.Id);
        Assert.Equal(Payloads.Arrived + 250, e.Time);
        Assert.Equal(22.5, e.Measure("temperature"));
        Assert.Equal([new("profile", "sensor"), new("unit", "°C"), new("location", "hall 3"), new("firmware_version", "1.0"), new("battery_level", "87.5")], e.Attributes);
    }

    [Theory]
    [InlineData("""{"latitude":31.2,"longitude":121.5,"timestamp":1795168799000}""")]
    [InlineData("""{"location":{"lat":31.2,"lng":121.5}}""")]
    public void A_place_alone_is_an_event(string json)
    {
        var e = Payloads.Accept(json);
        Assert.Equal((new Position(31.2, 121.5), null), (e.Position, e.Status));
        Assert.Empty(e.Measurements);
    }

    [Fact]
    public void A_value_takes_the_name_that_the_topic_captured()
    {
        var e = Payloads.Accept("""{"value":21.5,"battery":88,"timestamp":1795168799}""");
        Assert.Equal(("temperature", 1_795_168_799_000L), (e.Type, e.Time));
        Assert.Equal([new("temperature", 21.5), new Measurement("battery", 88)], e.Measurements);
        Assert.Equal("generic", e.Attribute("profile"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_value_on_a_topic_without_a_type_is_called_value(string? dataType)
    {
        var e = Payloads.Accept("""{"value":21.5}""", Payloads.Context with { DataType = dataType });
        Assert.Equal("generic", e.Type);
        Assert.Equal(21.5, e.Measure("value"));
    }

    [Fact]
    public void Named_numbers_become_measures_of_their_names()
    {
        var e = Payloads.Accept("""{"temperature":21.5,"humidity":40,"door":"open","moving":false}""", Payloads.From("box-1"));
        Assert.Equal([new("temperature", 21.5), new Measurement("humidity", 40)], e.Measurements);
        Assert.Equal(("generic", Payloads.Arrived, "record-1#0"), (e.Type, e.Time, e.Id));
        Assert.Equal([new("profile", "generic"), new("door", "open"), new("moving", "false")], e.Attributes);
    }

    [Fact]
    public void Single_tires_become_measures_by_position_or_number()
    {
        var named = Payloads.Accept("""{"vin":"V","tire_pressure":{"front_left":2.4,"rear_right":1.7}}""", Payloads.From("V"));
        Assert.Equal([new("tire_pressure_front_left", 2.4), new Measurement("tire_pressure_rear_right", 1.7)], named.Measurements);
        var counted = Payloads.Accept("""{"vin":"V","tire_pressures":[2.4,2.5,null,2.6]}""", Payloads.From("V"));
        Assert.Equal(["tire_pressure_1", "tire_pressure_2", "tire_pressure_4"], counted.Measurements.Select(m => m.Name));
    }

    [Fact]
    public void A_status_alone_is_an_event()
    {
        var e = Payloads.Accept("""{"vin":"V","status":"offline"}""", Payloads.From("V"));
        Assert.Empty(e.Measurements);
        Assert.Equal("offline", e.Status);
    }

    [Fact]
    public void Members_that_no_shape_names_become_attributes()
    {
        var e = Payloads.Accept("""{"device_id":"temp-001","sensor_type":"noise","value":1,"extra":{"a":{"b":2},"list":[1,"x",null]},"many":[{"k":1},{"k":2}],"unit":"dB","metadata":{"unit":"box"}}""");
        Assert.Equal(
            [new("profile", "factory"), new("extra.a.b", "2"), new("extra.list", "1,x"), new("many.1.k", "1"), new("many.2.k", "2"), new("unit", "dB"), new("metadata.unit", "box")],
            e.Attributes);
    }

    [Fact]
    public void The_same_name_in_another_object_is_another_member()
    {
        var e = Payloads.Accept("""{"metadata":{"value":2,"unit":"box"},"location":{"unit":"m"},"value":1,"unit":"dB"}""");
        Assert.Equal(1, e.Measure("temperature"));
        Assert.Equal([new("profile", "generic"), new("location.unit", "m"), new("unit", "dB"), new("value", "2"), new("metadata.unit", "box")], e.Attributes);
    }

    [Fact]
    public void Escaped_names_and_texts_are_read_as_what_they_mean()
    {
        var e = Payloads.Accept("""{"sensor\u005fid":"temp\u002d001","sensor_type":"co2","value":4.1e2,"location":"\u00e9tage \ud83d\ude00"}""");
        Assert.Equal(410, e.Measure("co2"));
        Assert.Equal("étage 😀", e.Attribute("location"));
    }

    [Theory]
    [InlineData(110, "°F")]
    [InlineData(57.5, "°F")]
    [InlineData(2.08, "°F")]
    [InlineData(71.2, null)]
    public void The_real_machine_and_ambient_series_in_fahrenheit_are_accepted(double value, string? unit)
    {
        var member = unit is null ? "" : $",\"unit\":\"{unit}\"";
        var e = Payloads.Accept(FormattableString.Invariant($"{{\"sensor_id\":\"temp-001\",\"sensor_type\":\"temperature\",\"value\":{value}{member},\"timestamp\":\"2013-12-02 21:15:00\"}}"));
        Assert.Equal(value, e.Measure("temperature"));
    }
}

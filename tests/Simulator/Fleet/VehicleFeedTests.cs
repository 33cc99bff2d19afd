using System.Text.Json;

namespace ServerlessIot.Simulator.Tests.Fleet;

public sealed class VehicleFeedTests
{
    private static readonly string[] Fields =
    [
        "vin", "timestamp", "status", "latitude", "longitude", "altitude", "speed", "heading", "battery_soc", "battery_temp", "battery_voltage",
        "estimated_range", "odometer", "trip_distance", "accelerator_pedal", "brake_pedal", "active_alerts", "metadata"
    ];

    [Fact]
    public void A_message_has_every_field_of_shape_3_in_its_range()
    {
        foreach (var device in Payloads.Build("vehicles=100%", 20))
        {
            var messages = Payloads.Read(device, 100);
            for (var i = 0; i < messages.Count; i++)
                CheckMessage(messages[i], device.Identity.Name, i + 1);
        }
    }

    [Fact]
    public void Vehicles_have_names_like_a_VIN()
    {
        var names = Payloads.Build("vehicles=100%", 12).Select(device => device.Identity.Name).ToList();
        Assert.Equal("VIN00000000000001", names[0]);
        Assert.Equal("VIN00000000000012", names[^1]);
        Assert.All(names, name => Assert.Equal(17, name.Length));
    }

    [Fact]
    public void A_car_drives_until_its_battery_is_low_charges_and_drives_on()
    {
        // A message a minute over two days.
        var messages = Payloads.Read(Payloads.Build("vehicles=100%", 1)[0], 2 * 24 * 60, millisecondsApart: 60_000);
        var changes = messages.Zip(messages.Skip(1)).Where(pair => Status(pair.First) != Status(pair.Second)).ToList();
        Assert.Contains(changes, pair => Status(pair.Second) == "charging" && Number(pair.Second, "battery_soc") < 16);
        Assert.Contains(changes, pair => Status(pair.Second) == "driving" && Number(pair.Second, "battery_soc") > 80);
        Assert.All(messages.Where(message => Status(message) == "charging"), message => Assert.Equal(0, Number(message, "speed")));
        Assert.Equal(messages.Select(message => Number(message, "odometer")).Order(), messages.Select(message => Number(message, "odometer")));
    }

    [Fact]
    public void Nobody_brakes_as_hard_as_abnormal_driving()
    {
        var speeds = Payloads.Read(Payloads.Build("vehicles=100%", 1, seed: 3)[0], 5000).ConvertAll(message => Number(message, "speed"));
        // Charging starts with a stop; everything else is a driver's doing.
        var changes = speeds.Zip(speeds.Skip(9)).Where(pair => pair.Second > 0).Select(pair => Math.Abs(pair.First - pair.Second));
        Assert.True(changes.Max() <= 30);
    }

    [Fact]
    public void The_way_by_position_is_that_of_the_odometer_and_of_the_speed()
    {
        var messages = Payloads.Read(Payloads.Build("vehicles=100%", 1, seed: 2)[0], 3000, millisecondsApart: 10_000);
        var odometer = Number(messages[^1], "odometer") - Number(messages[0], "odometer");
        Assert.InRange(messages.Zip(messages.Skip(1)).Sum(pair => Kilometres(pair.First, pair.Second)), odometer * 0.98, odometer * 1.02);
        Assert.InRange(messages.Sum(message => Number(message, "speed")) * 10 / 3600, odometer * 0.98, odometer * 1.02);
        Assert.InRange(Number(messages[9], "trip_distance") - Number(messages[0], "trip_distance"), 0, 10);
    }

    [Fact]
    public void A_receiver_errs_by_metres_even_where_the_car_stands()
    {
        var charging = Payloads.Build("vehicles=100%", 40).Select(device => Payloads.Read(device, 60, millisecondsApart: 10_000)).First(messages => messages.TrueForAll(message => Status(message) == "charging"));
        var metres = charging.Skip(1).Select(message => Kilometres(charging[0], message) * 1000).ToList();
        Assert.InRange(metres.Max(), 1, 30);
        Assert.True(metres.Distinct().Count() > 50);
        Assert.True(charging.Select(message => Number(message, "battery_voltage")).Distinct().Count() > 10);
    }

    private static double Kilometres(JsonElement from, JsonElement to)
    {
        var north = (Number(to, "latitude") - Number(from, "latitude")) * 111.2;
        var east = (Number(to, "longitude") - Number(from, "longitude")) * 111.2 * Math.Cos(Number(from, "latitude") * Math.PI / 180);
        return Math.Sqrt(north * north + east * east);
    }

    private static void CheckMessage(JsonElement message, string vin, long seq)
    {
        Assert.Equal(Fields, Payloads.Names(message));
        Assert.Equal(vin, message.GetProperty("vin").GetString());
        Assert.Equal(Payloads.Start + (seq - 1) * 1000, message.GetProperty("timestamp").GetInt64());
        Assert.True(Status(message) is "driving" or "charging");
        Assert.Equal(["firmware", "model", "seq"], Payloads.Names(message.GetProperty("metadata")));
        Assert.Equal(seq, message.GetProperty("metadata").GetProperty("seq").GetInt64());
        Assert.Equal(0, message.GetProperty("active_alerts").GetArrayLength());
        Assert.InRange(Number(message, "latitude"), -90, 90);
        Assert.InRange(Number(message, "longitude"), -180, 180);
        Assert.InRange(Number(message, "speed"), 0, 180);
        Assert.InRange(Number(message, "heading"), 0, 360);
        Assert.InRange(Number(message, "battery_soc"), 0, 100);
        Assert.InRange(Number(message, "battery_temp"), -20, 55);
        Assert.InRange(Number(message, "accelerator_pedal"), 0, 100);
        Assert.InRange(Number(message, "brake_pedal"), 0, 100);
    }

    private static string Status(JsonElement message) => message.GetProperty("status").GetString()!;

    private static double Number(JsonElement message, string name) => message.GetProperty(name).GetDouble();
}

using ServerlessIot.Simulator.Fleet;
using ServerlessIot.Simulator.Sending;

namespace ServerlessIot.Simulator.Tests.Fleet;

public sealed class FleetBuilderTests
{
    [Fact]
    public void The_default_mix_is_six_sensors_and_sixty_to_forty_factory_and_vehicles()
    {
        var devices = Payloads.Build("sensors=6,factory=60%,vehicles=40%", 106);
        Assert.Equal(6, Count(devices, DeviceShape.Sensor));
        Assert.Equal(60, Count(devices, DeviceShape.Factory));
        Assert.Equal(40, Count(devices, DeviceShape.Vehicle));
        Assert.Equal(106, devices.Select(device => device.Identity.Name).Distinct().Count());
    }

    [Fact]
    public void The_same_seed_gives_the_same_messages_and_another_seed_others()
    {
        Assert.Equal(Messages(seed: 5), Messages(seed: 5));
        Assert.NotEqual(Messages(seed: 5), Messages(seed: 6));

        static List<string> Messages(int seed) => [.. Payloads.Build("sensors=6,factory=50%,vehicles=50%", 20, seed).SelectMany(device => Payloads.Texts(device, 20))];
    }

    [Fact]
    public void No_two_readings_of_a_device_are_the_same_bytes()
    {
        foreach (var device in Payloads.Build("sensors=6,factory=50%,vehicles=50%", 20))
        {
            var texts = Payloads.Texts(device, 500, millisecondsApart: 0);
            Assert.Equal(500, texts.Distinct().Count());
        }
    }

    [Fact]
    public void Duplicates_and_broken_payloads_come_in_their_share_and_are_counted_apart()
    {
        var device = Payloads.Build("vehicles=100%", 1, duplicates: 0.1, invalid: 0.2)[0];
        var texts = Payloads.Texts(device, 5000);
        var line = device.Book.ToLine();
        Assert.InRange(line.Duplicates, 300, 500);
        Assert.InRange(line.Invalid, 850, 1150);
        Assert.Equal(5000, line.Published + line.Duplicates + line.Invalid);
        Assert.Equal(line.Published, texts.Where(text => text.Contains("\"vin\"", StringComparison.Ordinal)).Distinct().Count());
        Assert.Equal(5000, line.Unacknowledged);
    }

    private static int Count(IReadOnlyList<Device> devices, DeviceShape shape) => devices.Count(device => device.Identity.Shape == shape);
}

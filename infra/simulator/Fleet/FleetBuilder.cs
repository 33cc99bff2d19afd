using ServerlessIot.Simulator.Books;
using ServerlessIot.Simulator.Fleet.Factory;
using ServerlessIot.Simulator.Fleet.Sensors;
using ServerlessIot.Simulator.Fleet.Vehicles;
using ServerlessIot.Simulator.Options;
using ServerlessIot.Simulator.Replay;
using ServerlessIot.Simulator.Sending;

namespace ServerlessIot.Simulator.Fleet;

/// <summary>Makes the devices that the options ask for. The same seed makes the same devices with the same values.</summary>
internal sealed class FleetBuilder(SimulatorOptions options, int seed, Progress progress)
{
    // Five plants as in SOURCES, 1; a machine has one sensor of each type of the catalogue.
    private const int Plants = 5;
    private readonly Misbehaviour _misbehaviour = new(options.Duplicates, options.Invalid);
    private int _made;

    /// <summary>The sensors, the factory and the vehicles of the mix, in this order.</summary>
    public IReadOnlyList<Device> BuildFleet()
    {
        var (sensors, factory, vehicles) = options.Mix.Share(options.Devices);
        return
        [
            .. Enumerable.Range(0, sensors).Select(Sensor),
            .. Enumerable.Range(0, factory).Select(FactorySensorOnMachine),
            .. Enumerable.Range(1, vehicles).Select(Vehicle)
        ];
    }

    /// <summary>The one device that replays a series.</summary>
    public Device BuildReplay(CsvSeries series)
    {
        var name = options.Device ?? Path.GetFileNameWithoutExtension(options.Csv)!;
        var identity = new DeviceIdentity(options.Tenant, "replay", name, options.Type, DeviceShape.Sensor);
        var shape = new SensorEvent(identity, options.Unit ?? SensorProfile.UnitOf(options.Type), "replay", run: 0);
        return Make(identity, _ => new CsvFeed(shape, series));
    }

    private Device Sensor(int index)
    {
        var profile = SensorProfile.Six[index % SensorProfile.Six.Count];
        var identity = new DeviceIdentity(options.Tenant, "plant1", SensorProfile.NameOf(index), profile.Type, DeviceShape.Sensor);
        return Make(identity, random => new SensorFeed(new SensorEvent(identity, profile.Unit, $"hall {index / 6 + 1}", seed), profile, random));
    }

    private Device FactorySensorOnMachine(int index)
    {
        var (machineOverall, type) = Math.DivRem(index, FactorySensor.Catalogue.Count);
        var (machine, plant) = (machineOverall / Plants + 1, machineOverall % Plants + 1);
        var sensor = FactorySensor.Catalogue[type];
        var identity = new DeviceIdentity(options.Tenant, $"plant{plant}", $"plant{plant}-m{machine:0000}-{sensor.Type}", sensor.Type, DeviceShape.Factory);
        return Make(identity, random => new FactoryFeed(identity, sensor, plant, machine, random));
    }

    private Device Vehicle(int number)
    {
        var identity = new DeviceIdentity(options.Tenant, "fleet", $"VIN{number:00000000000000}", "vehicle", DeviceShape.Vehicle);
        return Make(identity, random => new VehicleFeed(identity, random));
    }

    private Device Make(DeviceIdentity identity, Func<Random, IDeviceFeed> feed)
    {
        // Chance of its own for every device, so that values do not depend on the order in which devices send.
        var own = unchecked(seed * 486_187_739 + _made++ * 2);
        return new Device(identity, feed(new Random(own)), _misbehaviour, new Random(own + 1), progress);
    }
}

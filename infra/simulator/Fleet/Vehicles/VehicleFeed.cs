using System.Text;
using ServerlessIot.Simulator.Payload;

namespace ServerlessIot.Simulator.Fleet.Vehicles;

/// <summary>Messages of a car, as shape 3 (SOURCES, 3).</summary>
internal sealed class VehicleFeed : IDeviceFeed
{
    private readonly VehicleState _car;
    private readonly VehicleSensors _sensors;
    private readonly byte[] _beforeTime;
    private readonly byte[] _beforeSeq;
    private Clockwork _clock;
    private long _before;

    public VehicleFeed(DeviceIdentity identity, Random random)
    {
        _car = new VehicleState(random);
        _sensors = new VehicleSensors(_car, random);
        _beforeTime = Encoding.UTF8.GetBytes($"{{\"vin\":\"{identity.Name}\",\"timestamp\":");
        _beforeSeq = Encoding.UTF8.GetBytes(
            $",\"active_alerts\":[],\"metadata\":{{\"firmware\":\"4.{random.Next(3)}.{random.Next(10)}\",\"model\":\"EV-{random.Next(1, 5)}\",\"seq\":");
    }

    public bool TryWrite(PayloadBuffer payload, long seq, long now)
    {
        var time = _clock.Next(now);
        if (_before > 0)
        {
            var passed = TimeSpan.FromMilliseconds(time - _before);
            _car.Advance(passed);
            _sensors.Read(passed);
        }
        _before = time;

        payload.Write(_beforeTime);
        payload.Write(time);
        payload.Write(_car.IsCharging ? ",\"status\":\"charging\""u8 : ",\"status\":\"driving\""u8);
        Write(payload, ",\"latitude\":"u8, _sensors.Latitude, 6);
        Write(payload, ",\"longitude\":"u8, _sensors.Longitude, 6);
        Write(payload, ",\"altitude\":"u8, _sensors.Altitude, 1);
        Write(payload, ",\"speed\":"u8, _sensors.Speed, 1);
        Write(payload, ",\"heading\":"u8, _sensors.Heading, 1);
        Write(payload, ",\"battery_soc\":"u8, _sensors.Charge, 1);
        Write(payload, ",\"battery_temp\":"u8, _sensors.BatteryTemperature, 1);
        Write(payload, ",\"battery_voltage\":"u8, _sensors.BatteryVoltage, 1);
        Write(payload, ",\"estimated_range\":"u8, _car.Range, 1);
        Write(payload, ",\"odometer\":"u8, _car.OdometerKm, 3);
        Write(payload, ",\"trip_distance\":"u8, _car.TripKm, 3);
        Write(payload, ",\"accelerator_pedal\":"u8, _sensors.Accelerator, 1);
        Write(payload, ",\"brake_pedal\":"u8, _sensors.Brake, 1);
        payload.Write(_beforeSeq);
        payload.Write(seq);
        payload.Write("}}"u8);
        return true;
    }

    private static void Write(PayloadBuffer payload, ReadOnlySpan<byte> name, double value, int decimals)
    {
        payload.Write(name);
        // A value that is at its resolution already must not fall below it.
        var scale = decimals switch { 1 => 10.0, 3 => 1000.0, _ => 1_000_000.0 };
        payload.WriteDecimal((long)Math.Floor(value * scale + 1e-6), decimals);
    }
}

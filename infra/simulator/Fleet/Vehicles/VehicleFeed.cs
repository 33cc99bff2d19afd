using System.Text;
using ServerlessIot.Simulator.Payload;

namespace ServerlessIot.Simulator.Fleet.Vehicles;

/// <summary>Messages of a car, as shape 3 (SOURCES, 3).</summary>
internal sealed class VehicleFeed(DeviceIdentity identity, Random random) : IDeviceFeed
{
    private readonly VehicleState _car = new(random);
    private readonly byte[] _beforeTime = Encoding.UTF8.GetBytes($"{{\"vin\":\"{identity.Name}\",\"timestamp\":");
    private readonly byte[] _beforeSeq = Encoding.UTF8.GetBytes(
        $",\"active_alerts\":[],\"metadata\":{{\"firmware\":\"4.{random.Next(3)}.{random.Next(10)}\",\"model\":\"EV-{random.Next(1, 5)}\",\"seq\":");

    private Clockwork _clock;
    private long _before;

    public bool TryWrite(PayloadBuffer payload, long seq, long now)
    {
        var time = _clock.Next(now);
        if (_before > 0)
            _car.Advance(TimeSpan.FromMilliseconds(time - _before));
        _before = time;

        payload.Write(_beforeTime);
        payload.Write(time);
        payload.Write(_car.IsCharging ? ",\"status\":\"charging\""u8 : ",\"status\":\"driving\""u8);
        Write(payload, ",\"latitude\":"u8, _car.Latitude, 6);
        Write(payload, ",\"longitude\":"u8, _car.Longitude, 6);
        Write(payload, ",\"altitude\":"u8, _car.Altitude, 1);
        Write(payload, ",\"speed\":"u8, _car.Speed, 1);
        Write(payload, ",\"heading\":"u8, _car.Heading, 1);
        Write(payload, ",\"battery_soc\":"u8, _car.Charge, 2);
        Write(payload, ",\"battery_temp\":"u8, _car.BatteryTemperature, 1);
        Write(payload, ",\"battery_voltage\":"u8, _car.BatteryVoltage, 1);
        Write(payload, ",\"estimated_range\":"u8, _car.Range, 1);
        Write(payload, ",\"odometer\":"u8, _car.OdometerKm, 3);
        Write(payload, ",\"trip_distance\":"u8, _car.TripKm, 3);
        Write(payload, ",\"accelerator_pedal\":"u8, _car.Accelerator, 1);
        Write(payload, ",\"brake_pedal\":"u8, _car.Brake, 1);
        payload.Write(_beforeSeq);
        payload.Write(seq);
        payload.Write("}}"u8);
        return true;
    }

    private static void Write(PayloadBuffer payload, ReadOnlySpan<byte> name, double value, int decimals)
    {
        payload.Write(name);
        var scale = decimals switch { 1 => 10.0, 2 => 100.0, 3 => 1000.0, _ => 1_000_000.0 };
        payload.WriteDecimal((long)Math.Floor(value * scale), decimals);
    }
}

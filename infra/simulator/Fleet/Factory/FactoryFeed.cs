using System.Globalization;
using System.Text;
using ServerlessIot.Simulator.Payload;

namespace ServerlessIot.Simulator.Fleet.Factory;

/// <summary>Readings of a factory sensor, as shape 1 (SOURCES, 1); one in a hundred is above the critical level.</summary>
internal sealed class FactoryFeed : IDeviceFeed
{
    private const double AlarmShare = 0.01;
    private readonly FactorySensor _sensor;
    private readonly Random _random;
    private readonly Walk _walk;
    private readonly byte[] _beforeValue;
    private readonly byte[] _beforeSeq;
    private Clockwork _clock;

    /// <summary>A feed for the sensor on this machine.</summary>
    public FactoryFeed(DeviceIdentity identity, FactorySensor sensor, int plant, int machine, Random random)
    {
        _sensor = sensor;
        _random = random;
        _walk = new Walk(random, sensor.Mean, sensor.Spread);
        _beforeValue = Encoding.UTF8.GetBytes($"{{\"device_id\":\"{identity.Name}\",\"sensor_type\":\"{sensor.Type}\",\"value\":");
        // The location is optional in shape 1: every second machine tells it.
        var location = machine % 2 == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $",\"location\":{{\"latitude\":{48 + plant * 0.31:F4},\"longitude\":{9 + plant * 0.47:F4}}}");
        _beforeSeq = Encoding.UTF8.GetBytes($"{location},\"metadata\":{{\"production_line\":\"line-{machine % 10 + 1}\",\"shift\":\"{"ABC"[machine % 3]}\",\"seq\":");
    }

    public bool TryWrite(PayloadBuffer payload, long seq, long now)
    {
        var normal = _walk.NextHundredths();
        payload.Write(_beforeValue);
        payload.WriteDecimal(_random.NextDouble() < AlarmShare ? Alarm() : normal, 2);
        payload.Write(",\"timestamp\":"u8);
        payload.Write(_clock.Next(now));
        payload.Write(_beforeSeq);
        payload.Write(seq);
        payload.Write("}}"u8);
        return true;
    }

    // From one hundredth above the critical level up to the maximum itself, which is still valid.
    private long Alarm() => _random.NextInt64((long)(_sensor.Critical * 100) + 1, (long)(_sensor.Max * 100) + 1);
}

using ServerlessIot.Simulator.Payload;

namespace ServerlessIot.Simulator.Fleet.Sensors;

/// <summary>Readings of one of the six sensors, as shape 4.</summary>
internal sealed class SensorFeed(SensorEvent shape, SensorProfile profile, Random random) : IDeviceFeed
{
    private readonly Walk _walk = new(random, profile.Mean, profile.Spread);
    private Clockwork _clock;

    public bool TryWrite(PayloadBuffer payload, long seq, long now)
    {
        shape.Begin(payload, seq);
        payload.WriteDecimal(_walk.NextHundredths(), 2);
        shape.End(payload, seq, _clock.Next(now));
        return true;
    }
}

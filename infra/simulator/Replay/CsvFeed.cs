using ServerlessIot.Simulator.Fleet;
using ServerlessIot.Simulator.Fleet.Sensors;
using ServerlessIot.Simulator.Payload;

namespace ServerlessIot.Simulator.Replay;

/// <summary>Replays a series as shape 4, with its own times and values; ends with its last row.</summary>
internal sealed class CsvFeed(SensorEvent shape, CsvSeries series) : IDeviceFeed
{
    public bool TryWrite(PayloadBuffer payload, long seq, long now)
    {
        if (seq > series.Points.Count)
            return false;
        var point = series.Points[(int)seq - 1];
        shape.Begin(payload, seq);
        payload.Write(point.Value);
        shape.End(payload, seq, point.Time);
        return true;
    }
}

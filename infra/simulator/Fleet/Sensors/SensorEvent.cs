using ServerlessIot.Simulator.Payload;

namespace ServerlessIot.Simulator.Fleet.Sensors;

/// <summary>Writes shape 4 (SOURCES, 4): event_id, sensor_id, sensor_type, value, unit, timestamp, location, metadata.</summary>
internal sealed class SensorEvent(DeviceIdentity identity, string unit, string location, long run)
{
    private readonly byte[] _beforeValue = System.Text.Encoding.UTF8.GetBytes(
        $"\",\"sensor_id\":\"{identity.Name}\",\"sensor_type\":\"{identity.Type}\",\"value\":");

    private readonly byte[] _beforeTime = System.Text.Encoding.UTF8.GetBytes($",\"unit\":\"{unit}\",\"timestamp\":\"");

    private readonly byte[] _beforeBattery = System.Text.Encoding.UTF8.GetBytes(
        $"\",\"location\":\"{location}\",\"metadata\":{{\"firmware_version\":\"1.4.2\",\"battery_level\":");

    /// <summary>Writes everything before the value; the value follows.</summary>
    public void Begin(PayloadBuffer payload, long seq)
    {
        payload.Write("{\"event_id\":\""u8);
        payload.Write(EventIds.For(run, identity.Name, seq));
        payload.Write(_beforeValue);
    }

    /// <summary>Writes everything behind the value.</summary>
    public void End(PayloadBuffer payload, long seq, long time)
    {
        payload.Write(_beforeTime);
        payload.WriteTime(time);
        payload.Write(_beforeBattery);
        // A battery loses one percent in a thousand readings, and is changed at 20 %.
        payload.Write(100 - seq / 1000 % 80);
        payload.Write(",\"seq\":"u8);
        payload.Write(seq);
        payload.Write("}}"u8);
    }
}

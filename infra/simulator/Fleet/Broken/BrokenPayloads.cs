using System.Text;
using ServerlessIot.Simulator.Payload;

namespace ServerlessIot.Simulator.Fleet.Broken;

/// <summary>Payloads that no shape accepts; the pipeline must quarantine every one of them.</summary>
internal static class BrokenPayloads
{
    /// <summary>How many kinds there are.</summary>
    public const int Kinds = 12;

    /// <summary>Writes one kind, 0 up to <see cref="Kinds"/>, in a device's name.</summary>
    public static void Write(PayloadBuffer payload, int kind, string device, long now)
    {
        switch (kind)
        {
            case 0:
                return;
            case 1:
                // It starts like JSON: what does not is kept as it is.
                payload.Write("{this is not JSON}"u8);
                return;
            case 2:
                payload.Write($"{{\"device_id\":\"{device}\",\"sensor_type\":\"temperature\",\"value\":2");
                return;
            case 3:
                payload.Write($"{{\"device_id\":\"{device}\",\"sensor_type\":\"temperature\",\"timestamp\":{now},\"metadata\":{{}}}}");
                return;
            case 4:
                Reading(payload, device, "\"warm\"", now);
                return;
            case 5:
                Reading(payload, device, "NaN", now);
                return;
            case 6:
                Reading(payload, device, "1e999", now);
                return;
            case 7:
                Reading(payload, device, "9999", now);
                return;
            case 8:
                // 1999-12-31: before 2000.
                Reading(payload, device, "21.5", 946_598_400_000);
                return;
            case 9:
                // An hour ahead: more than the ten minutes that a device's clock may be wrong.
                Reading(payload, device, "21.5", now + 3_600_000);
                return;
            case 10:
                payload.Write("{\"device_id\":\""u8);
                payload.Write([0xC3, 0x28, 0xFF]);
                payload.Write($"\",\"sensor_type\":\"temperature\",\"value\":21.5,\"timestamp\":{now}}}");
                return;
            case 11:
                payload.Write(new StringBuilder().Insert(0, "[", 500).Insert(500, "]", 500).ToString());
                return;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, $"0 up to {Kinds}.");
        }
    }

    private static void Reading(PayloadBuffer payload, string device, string value, long time)
    {
        payload.Write($"{{\"device_id\":\"{device}\",\"sensor_type\":\"temperature\",\"value\":{value},\"timestamp\":{time}}}");
    }
}

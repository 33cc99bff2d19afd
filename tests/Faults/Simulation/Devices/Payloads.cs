using System.Globalization;
using System.Text;

namespace ServerlessIot.Faults.Tests.Simulation.Devices;

/// <summary>Payloads of shape 4 (SOURCES), one event or an array of them.</summary>
internal static class Payloads
{
    /// <summary>What the newer version's decoder does not like.</summary>
    public static ReadOnlySpan<byte> RefusedByVersion2 => "\"rev\":2"u8;

    public static byte[] Of(string device, IReadOnlyList<Reading> readings, bool array, bool ids, bool refusedByVersion2)
    {
        var text = new StringBuilder(readings.Count * 180);
        if (array) text.Append('[');
        for (var i = 0; i < readings.Count; i++)
        {
            if (i > 0) text.Append(',');
            Write(text, device, readings[i], ids, refusedByVersion2);
        }

        if (array) text.Append(']');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Write(StringBuilder text, string device, in Reading reading, bool id, bool refusedByVersion2)
    {
        if (reading.Broken)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""{"sensor_id":"{{device}}","sensor_type":"temperature","value":"broken","timestamp":{{reading.Time}}}""");
            return;
        }

        text.Append('{');
        if (id) text.Append(CultureInfo.InvariantCulture, $"\"event_id\":\"{device}-{reading.Seq}\",");
        text.Append(CultureInfo.InvariantCulture, $"\"sensor_id\":\"{device}\",\"sensor_type\":\"{reading.Measure}\",\"value\":{reading.Value},\"timestamp\":{reading.Time},\"metadata\":{{\"seq\":{reading.Seq}");
        if (refusedByVersion2) text.Append(",\"rev\":2");
        text.Append("}}");
    }
}

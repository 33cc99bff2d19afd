using System.Globalization;
using System.Text;

namespace ServerlessIot.Domain.Log;

/// <summary>Time as data: the Tick timer writes one into every partition of telemetry.raw, Validate forwards it in order.</summary>
/// <param name="Time">The scheduled time of the tick, Unix milliseconds.</param>
public readonly record struct Tick(long Time)
{
    /// <summary>The record's value: <see cref="Time"/> as decimal text.</summary>
    public byte[] ToBytes() => Encoding.ASCII.GetBytes(Time.ToString(CultureInfo.InvariantCulture));

    /// <summary>Reads what <see cref="ToBytes"/> wrote; false when the value is no tick.</summary>
    public static bool TryRead(ReadOnlySpan<byte> value, out Tick tick)
    {
        var ok = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var time);
        tick = new Tick(time);
        return ok;
    }
}

using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ServerlessIot.Domain.Log;

/// <summary>
/// What a bridge says of itself, in every partition of telemetry.raw: everything that it acknowledged and that arrived before <see cref="Watermark"/> lies in the partition before this record.
/// Validate forwards it in order, as it does ticks. Who says so is the record's <see cref="LogHeaders.Source"/>.
/// </summary>
/// <param name="Watermark">Arrival, Unix milliseconds, 0 to the end of the year 9999.</param>
/// <param name="Every">After so many seconds the next one is due, 1 to 300.</param>
/// <param name="HasSpool">Whether the bridge goes on acknowledging without the log, and sends later what it has taken meanwhile.</param>
/// <param name="IsClosed">Whether it was its last word: it has ended, and nothing of it is on its way.</param>
public readonly record struct BridgeMark(long Watermark, int Every, bool HasSpool = false, bool IsClosed = false)
{
    /// <summary>Most of <see cref="Every"/>, seconds.</summary>
    public const int MostEvery = 300;

    private const long MostWatermark = 253_402_300_799_999;

    private static ReadOnlySpan<byte> Spool => " spool"u8;

    private static ReadOnlySpan<byte> Closed => " closed"u8;

    /// <summary>The record's value: <c>1763733600000 10</c>, and behind it <c> spool</c> and <c> closed</c> where they hold.</summary>
    public byte[] ToBytes() =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Watermark} {Every}{(HasSpool ? " spool" : "")}{(IsClosed ? " closed" : "")}"));

    /// <summary>Reads what <see cref="ToBytes"/> wrote; false when the value is no mark.</summary>
    public static bool TryRead(ReadOnlySpan<byte> value, out BridgeMark mark)
    {
        mark = default;
        var closed = Cut(ref value, Closed);
        var spool = Cut(ref value, Spool);
        var blank = value.IndexOf((byte)' ');
        if (blank < 0 || !IsNumber(value[..blank], out var watermark) || !IsNumber(value[(blank + 1)..], out var every)) return false;
        if (watermark > MostWatermark || every is < 1 or > MostEvery) return false;
        mark = new BridgeMark(watermark, (int)every, spool, closed);
        return true;
    }

    private static bool Cut(ref ReadOnlySpan<byte> value, ReadOnlySpan<byte> end)
    {
        if (!value.EndsWith(end)) return false;
        value = value[..^end.Length];
        return true;
    }

    private static bool IsNumber(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        return text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 && Utf8Parser.TryParse(text, out number, out var read) && read == text.Length;
    }
}

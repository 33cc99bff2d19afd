using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ServerlessIot.Simulator.Payload;

/// <summary>A payload being written, as UTF-8; used again and again, so that a reading costs no allocation.</summary>
public sealed class PayloadBuffer
{
    // A vehicle's message, the longest of the three shapes, takes about 500 bytes.
    private byte[] _bytes = new byte[1024];

    /// <summary>Bytes written since <see cref="Clear"/>.</summary>
    public int Length { get; private set; }

    /// <summary>What was written since <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Starts the next payload.</summary>
    public void Clear() => Length = 0;

    /// <summary>Writes bytes as they are.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Writes text as UTF-8, without escaping: names and fixed texts only.</summary>
    public void Write(string text)
    {
        var room = Take(Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, room);
    }

    /// <summary>Writes a whole number.</summary>
    public void Write(long number)
    {
        EnsureRoom(20);
        Utf8Formatter.TryFormat(number, _bytes.AsSpan(Length), out var written);
        Length += written;
    }

    /// <summary>Writes a decimal number that is given in units of its last digit: 2241 with 2 decimals is <c>22.41</c>.</summary>
    public void WriteDecimal(long scaled, int decimals)
    {
        if (scaled < 0)
            Write("-"u8);
        var (whole, fraction) = Math.DivRem(Math.Abs(scaled), PowerOfTen(decimals));
        Write(whole);
        var room = Take(decimals + 1);
        room[0] = (byte)'.';
        for (var i = decimals; i > 0; i--, fraction /= 10)
            room[i] = (byte)('0' + fraction % 10);
    }

    /// <summary>Writes a time as ISO 8601 in UTC with milliseconds, without quotes.</summary>
    public void WriteTime(long unixMilliseconds)
    {
        EnsureRoom(32);
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds)
            .TryFormat(_bytes.AsSpan(Length), out var written, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        Length += written;
    }

    /// <summary>Writes a UUID in its usual form, without quotes.</summary>
    public void Write(Guid id)
    {
        EnsureRoom(36);
        id.TryFormat(_bytes.AsSpan(Length), out var written);
        Length += written;
    }

    private static long PowerOfTen(int exponent) => exponent switch
    {
        1 => 10,
        2 => 100,
        3 => 1_000,
        6 => 1_000_000,
        _ => throw new ArgumentOutOfRangeException(nameof(exponent), exponent, "1, 2, 3 or 6 decimals.")
    };

    private Span<byte> Take(int count)
    {
        EnsureRoom(count);
        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }

    private void EnsureRoom(int count)
    {
        if (_bytes.Length - Length < count)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
    }
}

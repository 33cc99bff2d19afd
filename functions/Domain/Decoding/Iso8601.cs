namespace ServerlessIot.Domain.Decoding;

/// <summary>
/// Dates with time as devices write them: <c>2026-11-20T10:15:30.123456+01:00</c>, with <c>T</c> or a space, seconds and fraction optional, offset as
/// <c>Z</c>, <c>±hh:mm</c>, <c>±hhmm</c> or <c>±hh</c>. Without an offset it is UTC: Python's <c>datetime.utcnow().isoformat()</c> writes none.
/// </summary>
internal static class Iso8601
{
    /// <summary>Reads a text; false when it is no such date.</summary>
    /// <param name="text">ASCII text.</param>
    /// <param name="time">Unix milliseconds, the fraction cut off after three digits.</param>
    internal static bool TryParse(ReadOnlySpan<byte> text, out long time)
    {
        time = 0;
        if (!Take(ref text, 4, out var year) || !Skip(ref text, '-') || !Take(ref text, 2, out var month) || !Skip(ref text, '-') || !Take(ref text, 2, out var day)) return false;
        if (!(Skip(ref text, 'T') || Skip(ref text, 't') || Skip(ref text, ' '))) return false;
        if (!Take(ref text, 2, out var hour) || !Skip(ref text, ':') || !Take(ref text, 2, out var minute)) return false;

        int second = 0, milliseconds = 0;
        if (Skip(ref text, ':') && (!Take(ref text, 2, out second) || !TryFraction(ref text, out milliseconds))) return false;
        if (!TryOffset(ref text, out var offsetMinutes) || !text.IsEmpty) return false;

        // Second 60 is a leap second; it counts as the first of the next minute.
        if (year < 1 || month is < 1 or > 12 || hour > 23 || minute > 59 || second > 60) return false;
        if (day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        var ticks = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks;
        time = (ticks / TimeSpan.TicksPerMillisecond) + (second * 1_000L) + milliseconds - (offsetMinutes * 60_000L);
        return true;
    }

    private static bool TryFraction(ref ReadOnlySpan<byte> text, out int milliseconds)
    {
        milliseconds = 0;
        if (!Skip(ref text, '.') && !Skip(ref text, ',')) return true;
        var digits = 0;
        for (; digits < text.Length && text[digits] is >= (byte)'0' and <= (byte)'9'; digits++)
        {
            if (digits < 3) milliseconds = (milliseconds * 10) + (text[digits] - '0');
        }

        for (var i = digits; i < 3; i++) milliseconds *= 10;
        text = text[digits..];
        return digits > 0;
    }

    private static bool TryOffset(ref ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.IsEmpty || Skip(ref text, 'Z') || Skip(ref text, 'z')) return true;
        var negative = Skip(ref text, '-');
        if ((!negative && !Skip(ref text, '+')) || !Take(ref text, 2, out var hours)) return false;
        var rest = 0;
        if (!text.IsEmpty)
        {
            Skip(ref text, ':');
            if (!Take(ref text, 2, out rest)) return false;
        }

        minutes = ((hours * 60) + rest) * (negative ? -1 : 1);
        return hours <= 23 && rest <= 59;
    }

    private static bool Take(ref ReadOnlySpan<byte> text, int digits, out int value)
    {
        value = 0;
        if (text.Length < digits) return false;
        for (var i = 0; i < digits; i++)
        {
            if (text[i] is < (byte)'0' or > (byte)'9') return false;
            value = (value * 10) + (text[i] - '0');
        }

        text = text[digits..];
        return true;
    }

    private static bool Skip(ref ReadOnlySpan<byte> text, char character)
    {
        if (text.IsEmpty || text[0] != character) return false;
        text = text[1..];
        return true;
    }
}

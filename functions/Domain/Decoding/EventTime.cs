using System.Globalization;
using System.Text.Json;

namespace ServerlessIot.Domain.Decoding;

/// <summary>Event times: Unix milliseconds (SOURCES 1, 2, 3), Unix seconds (6) or ISO 8601 (4, 5).</summary>
internal static class EventTime
{
    /// <summary>Numbers below are seconds: as milliseconds they would lie before March 1973, as seconds they reach to the year 5138.</summary>
    private const double FirstMilliseconds = 1e11;

    /// <summary>Reads one member and checks it against the limits.</summary>
    /// <param name="name">Name of the member, for the reason.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="text">Its digits or text.</param>
    /// <param name="arrived">When the bridge received it, Unix milliseconds.</param>
    /// <param name="time">Unix milliseconds.</param>
    internal static Refusal? Read(string name, JsonTokenType kind, ReadOnlySpan<byte> text, long arrived, out long time)
    {
        time = 0;
        var known = kind switch
        {
            JsonTokenType.Number => TryNumber(text, out time),
            JsonTokenType.String => Iso8601.TryParse(text, out time),
            _ => false,
        };
        if (!known)
        {
            return kind is JsonTokenType.String or JsonTokenType.Number
                ? Refusals.InvalidTime(name, text)
                : Refusals.WrongType(name, "a time", kind is JsonTokenType.StartObject ? "an object" : kind is JsonTokenType.StartArray ? "an array" : "true or false");
        }

        if (time < PayloadLimits.EarliestTime) return Refusals.TimeTooOld(name, text);
        return time > arrived + PayloadLimits.AheadOfArrival ? Refusals.TimeInFuture(name, text, arrived) : null;
    }

    /// <summary>Checks a time that came as Unix milliseconds against the limits.</summary>
    internal static Refusal? Check(string name, long time, long arrived)
    {
        if (time >= PayloadLimits.EarliestTime && time <= arrived + PayloadLimits.AheadOfArrival) return null;
        Span<byte> digits = stackalloc byte[20];
        time.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        return time < PayloadLimits.EarliestTime ? Refusals.TimeTooOld(name, digits[..length]) : Refusals.TimeInFuture(name, digits[..length], arrived);
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out long time)
    {
        if (!long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out time) || Math.Abs((double)time) < FirstMilliseconds)
        {
            if (!double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return false;
            var milliseconds = Math.Abs(number) < FirstMilliseconds ? number * 1_000 : number;

            // Beyond, a long overflows; any such time is refused as too far away.
            time = (long)Math.Round(Math.Clamp(milliseconds, -9e18, 9e18));
        }

        return true;
    }
}

using System.Globalization;
using System.Text;

namespace ServerlessIot.Domain.Decoding;

/// <summary>The texts of all refusals.</summary>
internal static class Refusals
{
    private const int LongestExcerpt = 40;

    internal static Refusal Empty { get; } = new(RefusalCodes.Empty, "The payload has no bytes.");

    internal static Refusal Blank(int length) => new(RefusalCodes.Blank, $"The payload holds only white space ({length} bytes).");

    internal static Refusal TooLarge(int length) => new(RefusalCodes.TooLarge, $"The payload has {length} bytes; at most {PayloadLimits.Bytes} are accepted.");

    internal static Refusal EventTooLarge(long size) => new(RefusalCodes.TooLarge, $"The event has {size} bytes as JSON; at most {PayloadLimits.EventBytes} are accepted.");

    internal static Refusal EventsTooLarge { get; }
        = new(RefusalCodes.TooLarge, $"The events of the payload up to this one have more than {PayloadLimits.RecordBytes} bytes as JSON, with what the envelope adds to each. Send fewer at once.");

    internal static Refusal ByteOrderMark { get; }
        = new(RefusalCodes.ByteOrderMark, "The payload starts with a byte order mark; JSON must start with '{' or '[' (RFC 8259, section 8.1).");

    internal static Refusal InvalidUtf8(int position) => new(RefusalCodes.InvalidUtf8, $"The payload is not UTF-8: byte {position} belongs to no character.");

    internal static Refusal BadEscape { get; } = new(RefusalCodes.InvalidUtf8, "A text of the payload holds an escape that stands for no character, such as half of a surrogate pair.");

    internal static Refusal NotJson(ReadOnlySpan<byte> from, long position, string? contentType)
        => new(RefusalCodes.NotJson, $"The payload is not JSON from byte {position} on, near '{Excerpt(from)}'{(contentType is null ? "" : $" (content type '{Shorten(contentType)}')")}.");

    internal static Refusal Truncated(int length) => new(RefusalCodes.Truncated, $"The JSON is not finished: the payload ends after {length} bytes inside a value, a text or an object.");

    internal static Refusal TrailingData(ReadOnlySpan<byte> from, long position)
        => new(RefusalCodes.TrailingData, $"Something follows the end of the JSON at byte {position}: '{Excerpt(from)}'.");

    internal static Refusal NotANumber(ReadOnlySpan<byte> from)
        => new(RefusalCodes.NotANumber, $"The payload holds '{Excerpt(from[..Math.Min(9, from.Length)])}' where a number belongs; JSON has no NaN and no Infinity.");

    internal static Refusal NotAnObject(string kind) => new(RefusalCodes.NotAnObject, $"The payload must be a JSON object or an array of objects; found {kind}.");

    internal static Refusal NoEvents { get; } = new(RefusalCodes.NoEvents, "The payload is an array without elements.");

    internal static Refusal TooManyEvents { get; } = new(RefusalCodes.TooManyEvents, $"The payload holds more than {PayloadLimits.Events} events.");

    internal static Refusal TooDeep { get; } = new(RefusalCodes.TooDeep, $"The payload nests objects or arrays more than {PayloadLimits.Depth} levels deep.");

    internal static Refusal TooManyMembers { get; } = new(RefusalCodes.TooManyMembers, $"The event has more than {PayloadLimits.Members} members, nested ones included.");

    internal static Refusal TooManyMetrics { get; } = new(RefusalCodes.TooManyMembers, $"The Sparkplug message has more than {PayloadLimits.Metrics} metrics.");

    internal static Refusal EmptyName { get; } = new(RefusalCodes.EmptyName, "A member of the payload has an empty name.");

    internal static Refusal NameTooLong(ReadOnlySpan<byte> name)
        => new(RefusalCodes.NameTooLong, $"The name '{Excerpt(name)}' is longer than {PayloadLimits.NameBytes} bytes.");

    internal static Refusal TextTooLong(ReadOnlySpan<byte> name, int limit)
        => new(RefusalCodes.TextTooLong, $"The text of '{Excerpt(name)}' is longer than {limit} bytes.");

    internal static Refusal DuplicateMember(ReadOnlySpan<byte> name) => new(RefusalCodes.DuplicateMember, $"The name '{Excerpt(name)}' stands twice in the same event.");

    internal static Refusal DuplicateMember(string name) => DuplicateMember(Encoding.UTF8.GetBytes(name));

    internal static Refusal MissingField(string name, string shape) => new(RefusalCodes.MissingField, $"The field {name} of a {shape} is missing or null.");

    internal static Refusal WrongType(string name, string expected, string found)
        => new(RefusalCodes.WrongType, $"The field {Shorten(name)} must be {expected}; found {found}.");

    internal static Refusal EmptyText(string name) => new(RefusalCodes.EmptyText, $"The field {name} is an empty text.");

    internal static Refusal NumberTooLarge(string name, ReadOnlySpan<byte> digits)
        => new(RefusalCodes.NumberTooLarge, $"The number {Excerpt(digits)} of {Shorten(name)} is too large; at most {Text(PayloadLimits.Number)} is accepted.");

    internal static Refusal OutOfRange(string name, ReadOnlySpan<byte> digits, SensorRange range)
        => new(RefusalCodes.OutOfRange, $"The value {Excerpt(digits)} of {Shorten(name)} is outside {Text(range.Min)} to {Text(range.Max)}{(range.Unit is null ? "" : " " + range.Unit)}.");

    internal static Refusal NumberTooLarge(string name, double value) => NumberTooLarge(name, Encoding.UTF8.GetBytes(Text(value)));

    internal static Refusal OutOfRange(string name, double value, SensorRange range) => OutOfRange(name, Encoding.UTF8.GetBytes(Text(value)), range);

    internal static Refusal NoFiniteNumber(string name) => new(RefusalCodes.NotANumber, $"The value of {Shorten(name)} is NaN or Infinity, which is no measured number.");

    internal static Refusal Malformed(string format, long position) => new(RefusalCodes.Malformed, $"The payload is not {format} from byte {position} on.");

    internal static Refusal InvalidText(string format, long position) => new(RefusalCodes.InvalidUtf8, $"A text of the {format} at byte {position} is not UTF-8.");

    internal static Refusal UnknownSchema(string schema, string known)
        => new(RefusalCodes.UnknownSchema, $"The payload names the schema '{Shorten(schema)}', which is not known; known are {known}.");

    internal static Refusal UnknownAlias(ulong alias, string message)
        => new(RefusalCodes.UnknownAlias, $"The {message} uses the alias {alias}, which no birth of its sender has given a name; the sender has to publish its birth again.");

    internal static Refusal NotTelemetry(string message)
        => new(RefusalCodes.NotTelemetry, $"A Sparkplug message '{Shorten(message)}' carries no measured data; births, data and deaths do.");

    internal static Refusal InflatedTooLarge(int length)
        => new(RefusalCodes.InflatedTooLarge, $"A compressed body of {length} bytes grows beyond {PayloadLimits.InflatedTimes} times its size, or the bodies beyond {PayloadLimits.Bytes} bytes.");

    internal static Refusal NestedEnvelope(string inner) => new(RefusalCodes.NestedEnvelope, $"The payload holds {inner} within an envelope; one level is accepted.");

    internal static Refusal RawTooLarge(int length)
        => new(RefusalCodes.RawTooLarge, $"The payload is of no known format and has {length} bytes; at most {PayloadLimits.RawBytes} are kept as they are.");

    internal static Refusal NoMeasurements { get; } = new(RefusalCodes.NoMeasurements, "The event holds no measured number, no status and no place.");

    internal static Refusal DeviceMismatch(string name, ReadOnlySpan<byte> found, string device)
        => new(RefusalCodes.DeviceMismatch, $"The field {name} says '{Excerpt(found)}', but the topic belongs to the device '{Shorten(device)}'.");

    internal static Refusal InvalidTime(string name, ReadOnlySpan<byte> text)
        => new(RefusalCodes.InvalidTime, $"The field {name} holds '{Excerpt(text)}', which is neither Unix milliseconds, Unix seconds nor an ISO 8601 date and time.");

    internal static Refusal TimeTooOld(string name, ReadOnlySpan<byte> text)
        => new(RefusalCodes.TimeTooOld, $"The time {Excerpt(text)} of {name} is before 2000-01-01T00:00:00Z; the device's clock is probably not set.");

    internal static Refusal TimeInFuture(string name, ReadOnlySpan<byte> text, long arrived)
        => new(RefusalCodes.TimeInFuture, $"The time {Excerpt(text)} of {name} is more than 10 minutes after its arrival at {Date(arrived)}; the device's clock is probably wrong.");

    /// <summary>At most 40 characters of a text that somebody else wrote, without control characters: reasons stand in headers and on screens.</summary>
    internal static string Shorten(string text)
    {
        var cut = text.Length > LongestExcerpt;
        return string.Create(Math.Min(text.Length, LongestExcerpt) + (cut ? 1 : 0), (text, cut), static (to, from) =>
        {
            var length = from.cut ? to.Length - 1 : to.Length;
            for (var i = 0; i < length; i++) to[i] = char.IsControl(from.text[i]) || char.IsSurrogate(from.text[i]) ? '?' : from.text[i];
            if (from.cut) to[^1] = '…';
        });
    }

    private static string Excerpt(ReadOnlySpan<byte> utf8)
        => Shorten(Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, (LongestExcerpt + 1) * 4)]));

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Date(long time)
        => time is > -62_135_596_800_000 and < 253_402_300_800_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : time.ToString(CultureInfo.InvariantCulture);
}

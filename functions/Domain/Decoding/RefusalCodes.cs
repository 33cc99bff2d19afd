namespace ServerlessIot.Domain.Decoding;

/// <summary>Machine names of refusals. They stand in headers and dashboards, so a name never changes its meaning.</summary>
public static class RefusalCodes
{
    /// <summary>No bytes.</summary>
    public const string Empty = "empty";

    /// <summary>Only white space.</summary>
    public const string Blank = "blank";

    /// <summary>More bytes than <see cref="PayloadLimits.Bytes"/>, or, as canonical JSON, than <see cref="PayloadLimits.EventBytes"/> or <see cref="PayloadLimits.RecordBytes"/>.</summary>
    public const string TooLarge = "too-large";

    /// <summary>Starts with a byte order mark.</summary>
    public const string ByteOrderMark = "byte-order-mark";

    /// <summary>Bytes that are not UTF-8, or an escape that stands for no character.</summary>
    public const string InvalidUtf8 = "invalid-utf8";

    /// <summary>Not JSON.</summary>
    public const string NotJson = "not-json";

    /// <summary>JSON that stops in the middle.</summary>
    public const string Truncated = "truncated";

    /// <summary>Something follows the JSON.</summary>
    public const string TrailingData = "trailing-data";

    /// <summary>NaN or Infinity, which JSON does not have.</summary>
    public const string NotANumber = "not-a-number";

    /// <summary>The payload, or an element of its array, is no object.</summary>
    public const string NotAnObject = "not-an-object";

    /// <summary>An array without elements.</summary>
    public const string NoEvents = "no-events";

    /// <summary>More events than <see cref="PayloadLimits.Events"/>.</summary>
    public const string TooManyEvents = "too-many-events";

    /// <summary>More levels than <see cref="PayloadLimits.Depth"/>.</summary>
    public const string TooDeep = "too-deep";

    /// <summary>More members than <see cref="PayloadLimits.Members"/>.</summary>
    public const string TooManyMembers = "too-many-members";

    /// <summary>A name without characters.</summary>
    public const string EmptyName = "empty-name";

    /// <summary>A name longer than <see cref="PayloadLimits.NameBytes"/>.</summary>
    public const string NameTooLong = "name-too-long";

    /// <summary>A text longer than its limit.</summary>
    public const string TextTooLong = "text-too-long";

    /// <summary>The same name twice.</summary>
    public const string DuplicateMember = "duplicate-member";

    /// <summary>A member that the shape needs is missing or null.</summary>
    public const string MissingField = "missing-field";

    /// <summary>A member holds another kind of value than its shape says.</summary>
    public const string WrongType = "wrong-type";

    /// <summary>An id, type or status without characters.</summary>
    public const string EmptyText = "empty-text";

    /// <summary>A number larger than <see cref="PayloadLimits.Number"/>.</summary>
    public const string NumberTooLarge = "number-too-large";

    /// <summary>A number outside the range of its measure.</summary>
    public const string OutOfRange = "out-of-range";

    /// <summary>Neither a measured value nor a status nor a place.</summary>
    public const string NoMeasurements = "no-measurements";

    /// <summary>The payload names another device than its topic.</summary>
    public const string DeviceMismatch = "device-mismatch";

    /// <summary>A time in no known form.</summary>
    public const string InvalidTime = "invalid-time";

    /// <summary>A time before 2000.</summary>
    public const string TimeTooOld = "time-too-old";

    /// <summary>The tenant is bound to another region; the payload is not kept.</summary>
    public const string OtherRegion = "other-region";

    /// <summary>A time more than ten minutes after arrival.</summary>
    public const string TimeInFuture = "time-in-future";

    /// <summary>The bytes are not what their content type or topic says they are: MessagePack, CBOR, Sparkplug B, records or frames.</summary>
    public const string Malformed = "malformed";

    /// <summary>A schema, a version of one, or a version of a format that this code does not know.</summary>
    public const string UnknownSchema = "unknown-schema";

    /// <summary>A Sparkplug message uses an alias that no birth of its edge node or device gave a name.</summary>
    public const string UnknownAlias = "unknown-alias";

    /// <summary>A Sparkplug topic whose message carries no measured data, such as a command.</summary>
    public const string NotTelemetry = "not-telemetry";

    /// <summary>A compressed body that grows beyond <see cref="PayloadLimits.Bytes"/> or <see cref="PayloadLimits.InflatedTimes"/> times its size.</summary>
    public const string InflatedTooLarge = "inflated-too-large";

    /// <summary>An envelope within an envelope, or frames within frames.</summary>
    public const string NestedEnvelope = "nested-envelope";

    /// <summary>A payload of no known format with more bytes than <see cref="PayloadLimits.RawBytes"/>.</summary>
    public const string RawTooLarge = "raw-too-large";
}

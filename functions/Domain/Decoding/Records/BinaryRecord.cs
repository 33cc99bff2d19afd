using System.Buffers.Binary;
using System.Text.Json;

namespace ServerlessIot.Domain.Decoding.Records;

/// <summary>
/// The binary record of SOURCES 7, 34 bytes: length of the id (1 to 16), 16 bytes with the id and zeros after it, time (8 bytes, big endian, Unix
/// milliseconds or seconds), temperature, humidity, pressure, voltage (int16, big endian, times 10), status (1 online, 2 alarm, 4 low battery).
/// </summary>
internal static class BinaryRecord
{
    /// <summary>Bytes of a record.</summary>
    internal const int Length = 1 + IdRoom + 8 + (2 * 4) + 1;

    private const int IdRoom = 16;
    private const int TimeAt = 1 + IdRoom;
    private const int ValuesAt = TimeAt + 8;
    private const int StatusAt = Length - 1;
    private const byte Online = 1;
    private const byte Alarm = 2;
    private const byte LowBattery = 4;
    private const byte AllStates = Online | Alarm | LowBattery;

    /// <summary>Whether bytes are nothing but records.</summary>
    internal static bool Fit(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes.Length % Length != 0) return false;
        for (; !bytes.IsEmpty; bytes = bytes[Length..])
        {
            if (!IsOne(bytes[..Length])) return false;
        }

        return true;
    }

    /// <summary>Decodes one record.</summary>
    /// <param name="record">Its bytes.</param>
    /// <param name="context">What is known besides.</param>
    /// <param name="events">Makes the event.</param>
    /// <param name="index">Index in the payload; null when it is the only one.</param>
    internal static Decoded Decode(ReadOnlySpan<byte> record, in PayloadContext context, EventDecoder events, int? index)
    {
        var fields = events.Fields;
        fields.Begin(levels: 1);
        var status = record[StatusAt];
        var refusal = fields.Put(JsonTokenType.String, fields.Own("device_id"u8), fields.Own(record.Slice(1, record[0])))
            ?? fields.Put(JsonTokenType.Number, fields.Own("timestamp"u8), fields.Digits(BinaryPrimitives.ReadInt64BigEndian(record[TimeAt..])))
            ?? Put(fields, "temperature"u8, record, 0)
            ?? Put(fields, "humidity"u8, record, 1)
            ?? Put(fields, "pressure"u8, record, 2)
            ?? Put(fields, "voltage"u8, record, 3)
            ?? fields.Put(JsonTokenType.String, fields.Own("status"u8), fields.Own((status & Online) != 0 ? "online"u8 : "offline"u8))
            ?? fields.Put(Flag(status & Alarm), fields.Own("alarm"u8))
            ?? fields.Put(Flag(status & LowBattery), fields.Own("low_battery"u8));
        return events.Finish(refusal, context, index);
    }

    private static Refusal? Put(FieldTable fields, ReadOnlySpan<byte> name, ReadOnlySpan<byte> record, int place)
        => fields.Put(JsonTokenType.Number, fields.Own(name), fields.Digits(BinaryPrimitives.ReadInt16BigEndian(record[(ValuesAt + (2 * place))..]) / 10.0));

    private static JsonTokenType Flag(int bit) => bit != 0 ? JsonTokenType.True : JsonTokenType.False;

    private static bool IsOne(ReadOnlySpan<byte> record)
    {
        if (record[0] is 0 or > IdRoom || (record[StatusAt] & ~AllStates) != 0) return false;
        var id = record.Slice(1, record[0]);
        return !id.ContainsAnyExceptInRange((byte)'!', (byte)'~') && !record[(1 + id.Length)..TimeAt].ContainsAnyExcept((byte)0);
    }
}

using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessIot.Domain.Events;

/// <summary>
/// The id of an event whose publisher gave none, a function of what the event says, so that it need not be kept where the
/// event is: 32 lower-case hex digits, the first 16 bytes of SHA-256 over tenant, device, type, time, measurements, position,
/// status and attributes. Each text is UTF-8 and ends with the byte 0xFF, which UTF-8 never holds; numbers are 8 bytes, little endian
/// (doubles as IEEE 754 bits); each list begins with its count; what may be missing is the byte 0x00 then, and has 0x01 before it otherwise.
/// </summary>
public static class ContentId
{
    /// <summary>Characters of an id.</summary>
    public const int Length = 32;
    private const byte End = 0xFF;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <summary>The id of an event; its id, arrival, origin and schema do not matter.</summary>
    public static string Of(DeviceEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        var to = _buffer ??= new ArrayBufferWriter<byte>(1024);
        to.ResetWrittenCount();
        Text(to, e.Tenant);
        Text(to, e.Device);
        Text(to, e.Type);
        Number(to, e.Time);
        Number(to, e.Measurements.Count);
        for (var i = 0; i < e.Measurements.Count; i++)
        {
            Text(to, e.Measurements[i].Name);
            Number(to, BitConverter.DoubleToInt64Bits(e.Measurements[i].Value));
        }

        Place(to, e.Position);
        Byte(to, e.Status is null ? (byte)0 : (byte)1);
        if (e.Status is not null) Text(to, e.Status);
        Number(to, e.Attributes.Count);
        for (var i = 0; i < e.Attributes.Count; i++)
        {
            Text(to, e.Attributes[i].Key);
            Text(to, e.Attributes[i].Value);
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(to.WrittenSpan, hash);
        return Convert.ToHexStringLower(hash[..(Length / 2)]);
    }

    private static void Place(ArrayBufferWriter<byte> to, Position? position)
    {
        Byte(to, position is null ? (byte)0 : (byte)1);
        if (position is not { } place) return;
        Number(to, BitConverter.DoubleToInt64Bits(place.Latitude));
        Number(to, BitConverter.DoubleToInt64Bits(place.Longitude));
        Byte(to, place.Altitude is null ? (byte)0 : (byte)1);
        if (place.Altitude is { } altitude) Number(to, BitConverter.DoubleToInt64Bits(altitude));
    }

    private static void Text(ArrayBufferWriter<byte> to, string text)
    {
        Encoding.UTF8.GetBytes(text, to);
        Byte(to, End);
    }

    private static void Number(ArrayBufferWriter<byte> to, long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to.GetSpan(sizeof(long)), number);
        to.Advance(sizeof(long));
    }

    private static void Byte(ArrayBufferWriter<byte> to, byte value)
    {
        to.GetSpan(1)[0] = value;
        to.Advance(1);
    }
}

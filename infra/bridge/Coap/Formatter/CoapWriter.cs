using System.Buffers;
using System.Buffers.Binary;

namespace ServerlessIot.Bridge.Coap.Formatter;

/// <summary>Writes messages: RFC 7252, 3.</summary>
internal static class CoapWriter
{
    public static byte[] Write(CoapMessage message)
    {
        var output = new ArrayBufferWriter<byte>(64 + message.Payload.Length);
        output.Write<byte>([(byte)(0x40 | ((int)message.Type << 4) | message.Token.Length), (byte)message.Code, (byte)(message.Id >> 8), (byte)message.Id]);
        output.Write(message.Token);
        var previous = 0;
        foreach (var (number, value) in message.Options.OrderBy(o => o.Number))
        {
            WriteHead(output, (int)number - previous, value.Length);
            output.Write(value);
            previous = (int)number;
        }
        if (message.Payload.Length > 0)
        {
            output.Write<byte>([0xFF]);
            output.Write(message.Payload);
        }
        return output.WrittenSpan.ToArray();
    }

    private static void WriteHead(ArrayBufferWriter<byte> output, int delta, int length)
    {
        output.Write<byte>([(byte)((Nibble(delta) << 4) | Nibble(length))]);
        WriteExtension(output, delta);
        WriteExtension(output, length);
    }

    private static int Nibble(int value) => value < 13 ? value : value < 269 ? 13 : 14;

    private static void WriteExtension(ArrayBufferWriter<byte> output, int value)
    {
        if (value >= 269)
        {
            Span<byte> bytes = stackalloc byte[2];
            BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(value - 269));
            output.Write(bytes);
        }
        else if (value >= 13)
        {
            output.Write<byte>([(byte)(value - 13)]);
        }
    }
}

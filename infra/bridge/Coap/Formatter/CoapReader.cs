using System.Buffers.Binary;

namespace ServerlessIot.Bridge.Coap.Formatter;

/// <summary>Reads datagrams: RFC 7252, 3. Never throws.</summary>
internal static class CoapReader
{
    /// <summary>Options of one message; no sensible one has as many.</summary>
    private const int MaxOptions = 64;

    /// <returns>What to do; with <see cref="CoapStatus.Malformed"/> type and id of the message are known, and nothing else of it.</returns>
    public static CoapStatus Read(ReadOnlySpan<byte> datagram, out CoapMessage message)
    {
        message = new CoapMessage { Type = CoapType.Reset, Code = CoapCode.Empty, Id = 0 };
        if (datagram.Length < 4 || datagram[0] >> 6 != 1)
            return CoapStatus.NotCoap; // another version: silently ignored
        var type = (CoapType)((datagram[0] >> 4) & 3);
        var tokenLength = datagram[0] & 15;
        var code = (CoapCode)datagram[1];
        var id = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);
        message = new CoapMessage { Type = type, Code = code, Id = id };
        if (tokenLength > 8 || datagram.Length < 4 + tokenLength || (code == CoapCode.Empty && datagram.Length > 4))
            return CoapStatus.Malformed;
        var rest = datagram[(4 + tokenLength)..];
        var options = new List<(CoapOption, byte[])>();
        if (!TryReadOptions(ref rest, options))
            return CoapStatus.Malformed;
        message = new CoapMessage { Type = type, Code = code, Id = id, Token = datagram[4..(4 + tokenLength)].ToArray(), Payload = rest.ToArray() };
        message.Options.AddRange(options);
        return CoapStatus.Ok;
    }

    private static bool TryReadOptions(ref ReadOnlySpan<byte> rest, List<(CoapOption, byte[])> options)
    {
        var number = 0;
        while (!rest.IsEmpty)
        {
            var head = rest[0];
            rest = rest[1..];
            if (head == 0xFF)
                return !rest.IsEmpty; // a marker with nothing behind it is a format error
            if (!TryExtend(head >> 4, ref rest, out var delta) || !TryExtend(head & 15, ref rest, out var length))
                return false;
            number += delta;
            if (number > ushort.MaxValue || length > rest.Length || options.Count == MaxOptions)
                return false;
            options.Add(((CoapOption)number, rest[..length].ToArray()));
            rest = rest[length..];
        }
        return true;
    }

    /// <summary>13 and 14 stand for one and two further bytes, 15 for nothing.</summary>
    private static bool TryExtend(int nibble, ref ReadOnlySpan<byte> rest, out int value)
    {
        value = nibble;
        if (nibble < 13)
            return true;
        var bytes = nibble == 13 ? 1 : 2;
        if (nibble == 15 || rest.Length < bytes)
            return false;
        value = nibble == 13 ? 13 + rest[0] : 269 + BinaryPrimitives.ReadUInt16BigEndian(rest);
        rest = rest[bytes..];
        return true;
    }
}

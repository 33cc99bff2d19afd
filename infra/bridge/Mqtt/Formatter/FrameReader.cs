using System.Buffers;

namespace ServerlessIot.Bridge.Mqtt.Formatter;

/// <summary>Cuts control packets out of the byte stream: fixed header, MQTT 5.0, 2.1.</summary>
internal static class FrameReader
{
    /// <summary>Takes one packet off the front of <paramref name="buffer"/>.</summary>
    /// <param name="buffer">Bytes received; moved behind the packet when it is complete, otherwise unchanged.</param>
    /// <param name="maxPacketSize">Largest packet allowed, fixed header included.</param>
    /// <param name="firstByte">Packet type and flags.</param>
    /// <param name="body">Everything behind the remaining length.</param>
    public static FrameStatus TryRead(ref ReadOnlySequence<byte> buffer, int maxPacketSize, out byte firstByte, out ReadOnlySequence<byte> body)
    {
        body = default;
        firstByte = 0;
        Span<byte> header = stackalloc byte[5];
        var first = buffer.FirstSpan;
        var available = (int)Math.Min(buffer.Length, header.Length);
        if (first.Length >= available)
            first[..available].CopyTo(header);
        else
            buffer.Slice(0, available).CopyTo(header);
        if (available < 2)
            return FrameStatus.Incomplete;
        var length = 0;
        for (var i = 1; i < 5; i++)
        {
            if (i >= available)
                return FrameStatus.Incomplete;
            length |= (header[i] & 0x7F) << ((i - 1) * 7);
            if ((header[i] & 0x80) != 0)
                continue;
            if (i > 1 && header[i] == 0)
                return FrameStatus.Malformed; // more bytes than the value needs: MQTT 5.0, 1.5.5
            if (i + 1 + length > maxPacketSize)
                return FrameStatus.TooLarge;
            if (buffer.Length < i + 1 + length)
                return FrameStatus.Incomplete;
            firstByte = header[0];
            body = buffer.Slice(i + 1, length);
            buffer = buffer.Slice(i + 1 + length);
            return FrameStatus.Complete;
        }
        return FrameStatus.Malformed;
    }
}

using System.Security.Cryptography;
using ServerlessIot.Bridge.Coap.Blocks;
using ServerlessIot.Bridge.Coap.Formatter;
using ServerlessIot.Bridge.LastValues;

namespace ServerlessIot.Bridge.Coap;

/// <summary>A last value as an answer: whole, or one block of it (RFC 7959, 2.4).</summary>
internal static class Representation
{
    /// <summary>Bytes of a datagram beside token and payload, at most.</summary>
    private const int Overhead = 32;

    /// <param name="value">What to show.</param>
    /// <param name="asked">Block2 of the request; null when it has none.</param>
    /// <param name="tokenLength">Bytes of the token.</param>
    /// <param name="bound">Bytes that the datagram should not exceed; the smallest block is sent all the same.</param>
    /// <param name="observe">Number of the notification; null when nobody observes.</param>
    public static CoapReply Of(LastValue value, BlockOption? asked, int tokenLength, int bound, uint? observe)
    {
        var exponent = asked?.SizeExponent ?? BlockOption.Largest;
        while (exponent > 0 && Overhead + tokenLength + Math.Min(1 << (exponent + 4), value.Payload.Length) > bound)
            exponent--;
        var offset = asked?.Offset ?? 0;
        if (offset > 0 && offset >= value.Payload.Length)
            return CoapReply.Of(CoapCode.BadOption, "no such block");
        var size = Math.Min(1 << (exponent + 4), value.Payload.Length - offset);
        var reply = new CoapReply(CoapCode.Content, value.Payload[offset..(offset + size)]);
        // The value may change between two blocks: the tag tells.
        reply.Options.Add((CoapOption.ETag, SHA256.HashData(value.Payload)[..4]));
        if (observe is { } number)
            reply.With(CoapOption.Observe, number);
        reply.With(CoapOption.ContentFormat, ContentFormats.NumberOf(value.ContentType));
        var more = offset + size < value.Payload.Length;
        if (more || asked is not null)
            reply.With(CoapOption.Block2, new BlockOption(offset >> (exponent + 4), more, exponent).Value);
        return reply; // Max-Age is its default, 60 s
    }
}

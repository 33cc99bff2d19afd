using System.Security.Cryptography;
using ServerlessIot.Bridge.Coap.Blocks;
using ServerlessIot.Bridge.Coap.Formatter;
using ServerlessIot.Bridge.Commands;

namespace ServerlessIot.Bridge.Coap.Commanding;

/// <summary>A command as an answer: whole, or one block of it (RFC 7959, 2.4 and 3.3).</summary>
internal static class CommandBlocks
{
    /// <summary>Whether it takes more than one block.</summary>
    public static bool Needs(PendingCommand command, int sizeExponent) => command.Payload.Length > new BlockOption(0, false, sizeExponent).Size;

    /// <summary>The first block, or the whole, for a notification.</summary>
    /// <param name="command">The command.</param>
    /// <param name="sizeExponent">Of the blocks that its device wants.</param>
    /// <param name="observe">Number of the notification.</param>
    /// <param name="left">Until it expires.</param>
    public static CoapReply Notification(PendingCommand command, int sizeExponent, uint observe, TimeSpan left) =>
        Of(command, new BlockOption(0, Needs(command, sizeExponent), sizeExponent), left, null).With(CoapOption.Observe, observe);

    /// <summary>A block that its device asks for.</summary>
    /// <param name="command">The command.</param>
    /// <param name="asked">Which; there is such a block.</param>
    /// <param name="left">Until it expires.</param>
    /// <param name="fetched">Told whether the device acknowledged the last block; not called for others.</param>
    public static CoapReply Block(PendingCommand command, BlockOption asked, TimeSpan left, Action<bool> fetched)
    {
        var last = IsLast(command, asked);
        return Of(command, asked with { More = !last }, left, last ? fetched : null);
    }

    /// <summary>Whether nothing follows a block.</summary>
    public static bool IsLast(PendingCommand command, BlockOption asked) => asked.Offset + asked.Size >= command.Payload.Length;

    private static CoapReply Of(PendingCommand command, BlockOption block, TimeSpan left, Action<bool>? confirmed)
    {
        var payload = command.Payload;
        var part = payload[block.Offset..Math.Min(payload.Length, block.Offset + block.Size)];
        var reply = new CoapReply(CoapCode.Content, part) { Confirmed = confirmed };
        reply.With(CoapOption.ContentFormat, ContentFormats.NumberOf("application/json")).With(CoapOption.MaxAge, (uint)Math.Ceiling(left.TotalSeconds));
        if (part.Length == payload.Length)
            return reply;
        // The next command may be under way between two blocks: the tag tells.
        reply.Options.Add((CoapOption.ETag, SHA256.HashData(payload)[..4]));
        return reply.With(CoapOption.Block2, block.Value);
    }
}

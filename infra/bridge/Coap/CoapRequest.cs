using System.Net;
using System.Text;
using ServerlessIot.Bridge.Coap.Blocks;
using ServerlessIot.Bridge.Coap.Formatter;

namespace ServerlessIot.Bridge.Coap;

/// <summary>A request with its options understood.</summary>
/// <param name="Peer">Who asks.</param>
/// <param name="Message">As it came.</param>
/// <param name="Topic">The path as a topic; <c>/sensors/{device}</c> is <c>sensors/{device}/data</c>.</param>
/// <param name="Password">Values of the queries <c>token=</c>, one behind the other; null without one.</param>
/// <param name="Block1">Place of the payload in a larger body; null when it is the whole.</param>
/// <param name="Block2">Block of the answer that is wanted; null without a wish.</param>
/// <param name="Bound">Bytes that an answer should not exceed: three times the request, since its address may be a victim's (RFC 7252, 11.3).</param>
internal sealed record CoapRequest(IPEndPoint Peer, CoapMessage Message, string Topic, byte[]? Password, BlockOption? Block1, BlockOption? Block2, int Bound)
{
    private const string TokenQuery = "token=";

    private static readonly CoapOption[] Repeatable = [CoapOption.UriPath, CoapOption.UriQuery, CoapOption.ETag];

    /// <summary>Understands the options, or says what to answer instead.</summary>
    public static CoapRequest? Read(IPEndPoint peer, CoapMessage message, int length, out CoapReply? refusal)
    {
        refusal = Check(message);
        if (refusal is not null)
            return null;
        try
        {
            var path = message.Texts(CoapOption.UriPath).ToArray();
            // Uri-Query holds 255 bytes (RFC 7252, 5.10), fewer than most tokens have: they come in parts.
            var parts = message.Texts(CoapOption.UriQuery).Where(q => q.StartsWith(TokenQuery, StringComparison.Ordinal)).Select(q => q[TokenQuery.Length..]).ToArray();
            var password = parts.Length == 0 ? null : string.Concat(parts);
            var topic = string.Join('/', path is ["sensors", _] ? [.. path, "data"] : path);
            if (Array.Exists(path, p => p.Contains('/', StringComparison.Ordinal)))
                refusal = CoapReply.Of(CoapCode.BadRequest, "a path segment contains a slash");
            else if (TryBlock(message, CoapOption.Block1, out var block1) && TryBlock(message, CoapOption.Block2, out var block2))
                return new CoapRequest(peer, message, topic, password is null ? null : Encoding.UTF8.GetBytes(password), block1, block2, 3 * length);
            else
                refusal = CoapReply.Of(CoapCode.BadOption, "a block option is malformed");
        }
        catch (DecoderFallbackException)
        {
            refusal = CoapReply.Of(CoapCode.BadRequest, "path or query is not UTF-8");
        }
        return null;
    }

    private static CoapReply? Check(CoapMessage message)
    {
        var previous = (CoapOption)0;
        foreach (var (number, _) in message.Options)
        {
            if (number is CoapOption.ProxyUri or CoapOption.ProxyScheme)
                return CoapReply.Of(CoapCode.ProxyingNotSupported);
            // An option that may not repeat and does counts as one that is not known: RFC 7252, 5.4.5.
            var known = Enum.IsDefined(number) && (number != previous || Repeatable.Contains(number));
            if (!known && ((int)number & 1) == 1)
                return CoapReply.Of(CoapCode.BadOption, $"option {(int)number}");
            previous = number;
        }
        return null;
    }

    private static bool TryBlock(CoapMessage message, CoapOption option, out BlockOption? block)
    {
        block = null;
        if (message.Number(option) is not { } value)
            return true;
        var valid = BlockOption.TryRead(value, out var read);
        block = read;
        return valid;
    }
}

using System.Text;
using ServerlessIot.Bridge.Coap.Formatter;

namespace ServerlessIot.Bridge.Coap;

/// <summary>What a request leads to, before it is known in which message it travels.</summary>
/// <param name="Code">The answer.</param>
/// <param name="Payload">A representation, or a diagnostic text for people (RFC 7252, 5.5.2).</param>
internal sealed record CoapReply(CoapCode Code, byte[] Payload)
{
    public List<(CoapOption Number, byte[] Value)> Options { get; } = [];

    /// <summary>
    /// When set, the answer travels in a confirmable message of its own (RFC 7252, 5.2.2), and this is told whether it was acknowledged. Called once; must not throw.
    /// </summary>
    public Action<bool>? Confirmed { get; init; }

    public static CoapReply Of(CoapCode code, string diagnostic = "") => new(code, Encoding.UTF8.GetBytes(diagnostic));

    public CoapReply With(CoapOption option, uint value)
    {
        var message = new CoapMessage { Type = CoapType.Reset, Code = CoapCode.Empty, Id = 0 }.With(option, value);
        Options.AddRange(message.Options);
        return this;
    }

    /// <summary>The message that carries it.</summary>
    /// <param name="type">Acknowledgement when it rides on one.</param>
    /// <param name="id">The request's id in an acknowledgement, otherwise a new one.</param>
    /// <param name="token">The request's.</param>
    /// <param name="bound">Bytes that the datagram may have; a diagnostic text gives way.</param>
    public byte[] ToDatagram(CoapType type, ushort id, byte[] token, int bound)
    {
        var message = Compose(type, id, token, Payload);
        var datagram = CoapWriter.Write(message);
        return datagram.Length <= bound || (byte)Code < 128 ? datagram : CoapWriter.Write(Compose(type, id, token, []));
    }

    private CoapMessage Compose(CoapType type, ushort id, byte[] token, byte[] payload)
    {
        var message = new CoapMessage { Type = type, Code = Code, Id = id, Token = token, Payload = payload };
        message.Options.AddRange(Options);
        return message;
    }
}

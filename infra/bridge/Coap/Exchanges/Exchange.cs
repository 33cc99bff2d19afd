using System.Net;

namespace ServerlessIot.Bridge.Coap.Exchanges;

/// <summary>One request as the message layer sees it: RFC 7252, 4.2 and 4.5.</summary>
internal sealed class Exchange(IPEndPoint peer, ushort id, long started)
{
    public IPEndPoint Peer { get; } = peer;

    public ushort Id { get; } = id;

    public long Started { get; } = started;

    /// <summary>What to send again when the request comes again; null while there is nothing to say.</summary>
    public byte[]? Reply
    {
        get => Volatile.Read(ref _reply);
        set => Volatile.Write(ref _reply, value);
    }

    private byte[]? _reply;
}

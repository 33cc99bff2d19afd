using System.Net;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.LastValues;

namespace ServerlessIot.Bridge.Coap.Observing;

/// <summary>Somebody who wants to hear of each new value: RFC 7641. All members are changed under the lock of <see cref="Observers"/>.</summary>
internal sealed class Observer(IPEndPoint peer, byte[] token, string key, int bound, AccessPass pass)
{
    public IPEndPoint Peer { get; } = peer;

    public byte[] Token { get; } = token;

    /// <summary>What it was let in with.</summary>
    public AccessPass Pass { get; } = pass;

    /// <summary><c>tenant/device</c>.</summary>
    public string Key { get; } = key;

    /// <summary>Bytes of a notification while nobody has acknowledged one: the address may be a victim's.</summary>
    public int Bound { get; } = bound;

    /// <summary>Has acknowledged, so it is there and wants it.</summary>
    public bool Verified { get; set; }

    /// <summary>A confirmable notification is under way: one at a time (RFC 7641, 4.5.1).</summary>
    public bool Waiting { get; set; }

    /// <summary>The latest value that came meanwhile.</summary>
    public LastValue? Next { get; set; }

    /// <summary>Notifications since the last confirmable one.</summary>
    public int Unconfirmed { get; set; }

    /// <summary>Message id of the latest notification, which a reset names.</summary>
    public ushort LastId { get; set; }
}

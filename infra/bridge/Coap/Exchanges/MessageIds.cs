using System.Security.Cryptography;

namespace ServerlessIot.Bridge.Coap.Exchanges;

/// <summary>
/// Message ids: all 65,536 in an order by chance, then in another one. So none comes again soon (RFC 7252, 4.4), and from those that somebody gets
/// the others cannot be told: an acknowledgement cannot be forged by counting.
/// </summary>
internal sealed class MessageIds
{
    private readonly Lock _lock = new();
    private readonly ushort[] _ids = [.. Enumerable.Range(0, 65_536).Select(id => (ushort)id)];
    private int _next;

    public ushort Next()
    {
        lock (_lock)
        {
            if (_next == 0)
                RandomNumberGenerator.Shuffle(_ids.AsSpan());
            var id = _ids[_next];
            _next = (_next + 1) % _ids.Length;
            return id;
        }
    }
}

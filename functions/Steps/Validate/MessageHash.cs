using ServerlessIot.Domain.Decoding;

namespace ServerlessIot.Steps.Validate;

/// <summary>
/// What a message with several events is known by: a hash of the devices and keys of all of them, in order. A retransmission has the
/// same, unless its events carry neither ids nor times: then their ids are of each record's own.
/// </summary>
internal static class MessageHash
{
    private const ulong Prime = 1099511628211UL;

    public static ulong Of(List<Decoded> decoded)
    {
        var hash = 14695981039346656037UL;
        foreach (var item in decoded) hash = (((hash ^ (item.Event is { } e ? EventHash.Of(e.Device) : 0)) * Prime) ^ (item.Key is { } key ? EventHash.Of(key) : 0)) * Prime;
        return hash ^ (hash >> 33);
    }
}

using System.Buffers.Binary;
using System.Net;

namespace ServerlessIot.Bridge.Access.Risk;

/// <summary>
/// The networks (IPv4 /24, IPv6 /48) that a device usually comes from, at most four: the first one that is known of it, and every other from a day
/// after it came from there first. Not safe for several threads.
/// </summary>
internal sealed class HomeNetworks
{
    private const int Most = 4;
    private static readonly TimeSpan UsualAfter = TimeSpan.FromDays(1);
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromDays(30);
    private readonly List<Place> _places = new(1);

    /// <summary>Notes that the device is there; true when it usually is.</summary>
    public bool Visit(IPAddress address, DateTimeOffset now)
    {
        var network = Network(address);
        var at = _places.FindIndex(p => p.Network == network);
        if (at < 0)
            return Add(new Place(network, now, now, _places.Count == 0), now);
        var place = _places[at];
        _places[at] = place with { Last = now, Usual = place.Usual || now - place.First >= UsualAfter };
        return _places[at].Usual;
    }

    private bool Add(Place place, DateTimeOffset now)
    {
        if (_places.Count >= Most)
        {
            // Somebody who comes from everywhere takes the place of what is not usual, or was left long ago; never of where the device is at home.
            var oldest = _places.Where(p => !p.Usual || now - p.Last > ForgottenAfter).OrderBy(p => p.Usual).ThenBy(p => p.Last).FirstOrDefault();
            if (oldest is null)
                return false;
            _places.Remove(oldest);
        }
        _places.Add(place);
        return place.Usual;
    }

    private static ulong Network(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        plain.TryWriteBytes(bytes, out var length);
        return length == 4 ? (1UL << 63) | (BinaryPrimitives.ReadUInt32BigEndian(bytes) >> 8) : BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16;
    }

    private sealed record Place(ulong Network, DateTimeOffset First, DateTimeOffset Last, bool Usual);
}

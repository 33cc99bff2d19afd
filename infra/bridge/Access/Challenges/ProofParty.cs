using System.Net;
using System.Net.Sockets;

namespace ServerlessIot.Bridge.Access.Challenges;

/// <summary>Who waits for a proof to be judged: an address, or a device that is in.</summary>
internal static class ProofParty
{
    private const int NetworkBytes = 8;

    /// <summary>An address; of IPv6 the network of 64 bits, all of which one peer has to itself.</summary>
    public static object Of(IPAddress? address)
    {
        if (address is null)
            return IPAddress.None;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (plain.AddressFamily != AddressFamily.InterNetworkV6)
            return plain;
        var bytes = plain.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}

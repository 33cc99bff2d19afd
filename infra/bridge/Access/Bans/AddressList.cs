using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServerlessIot.Bridge.Access.Bans;

/// <summary>Addresses and networks.</summary>
internal sealed class AddressList
{
    private const int MostLines = 100_000;
    // By length of the prefix: a list may be long, and is looked into for every connection again and again.
    private readonly Dictionary<int, HashSet<UInt128>> _four = [];
    private readonly Dictionary<int, HashSet<UInt128>> _six = [];

    /// <summary>Reads a list, one entry a line: an address, or a network in CIDR notation. # begins a comment.</summary>
    /// <exception cref="FormatException">A line is neither; the message has its number.</exception>
    public static AddressList Read(byte[] content)
    {
        var list = new AddressList();
        var lines = Encoding.UTF8.GetString(content).Split('\n');
        if (lines.Length > MostLines)
            throw new FormatException($"it has more than {MostLines} lines");
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Split('#')[0].Trim();
            if (line.Length > 0 && !list.TryAdd(line))
                throw new FormatException($"line {i + 1} is neither an address nor a network");
        }
        return list;
    }

    /// <summary>Adds an address or a network; false when the text is neither.</summary>
    public bool TryAdd(string text)
    {
        if (IPNetwork.TryParse(text, out var network))
            Add(network.BaseAddress, network.PrefixLength);
        else if (IPAddress.TryParse(text, out var address))
            Add(address, address.GetAddressBytes().Length * 8);
        else
            return false;
        return true;
    }

    public bool Holds(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var (length, prefixes) in Of(plain))
            if (prefixes.Contains(Prefix(plain, length)))
                return true;
        return false;
    }

    private Dictionary<int, HashSet<UInt128>> Of(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? _four : _six;

    private void Add(IPAddress address, int length)
    {
        if (!Of(address).TryGetValue(length, out var prefixes))
            Of(address)[length] = prefixes = [];
        prefixes.Add(Prefix(address, length));
    }

    /// <summary>The first bits of an address, as a number.</summary>
    private static UInt128 Prefix(IPAddress address, int length)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var count);
        var bits = count == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return length == 0 ? 0 : bits >> ((count * 8) - length);
    }
}

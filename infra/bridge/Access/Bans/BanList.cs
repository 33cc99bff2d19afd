using System.Net;
using System.Text;

namespace ServerlessIot.Bridge.Access.Bans;

/// <summary>Devices, tenants and addresses that may not come in, whatever they show.</summary>
internal sealed class BanList
{
    private const int MostLines = 1_000_000;
    private readonly HashSet<string> _devices = new(StringComparer.Ordinal);
    private readonly HashSet<string> _tenants = new(StringComparer.Ordinal);
    private readonly AddressList _addresses = new();

    private BanList()
    {
    }

    /// <summary>Nobody.</summary>
    public static BanList Empty { get; } = new();

    /// <summary>Reads a list, one entry a line: <c>tenant/device</c>, <c>tenant/*</c>, an address, or a network in CIDR notation. # begins a comment.</summary>
    /// <exception cref="FormatException">A line is none of these; the message has its number.</exception>
    public static BanList Read(byte[] content)
    {
        var list = new BanList();
        var lines = Encoding.UTF8.GetString(content).Split('\n');
        if (lines.Length > MostLines)
            throw new FormatException($"it has more than {MostLines} lines");
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Split('#')[0].Trim();
            if (line.Length > 0 && !list.Add(line))
                throw new FormatException($"line {i + 1} is neither tenant/device, tenant/*, an address nor a network");
        }
        return list;
    }

    public bool Holds(DeviceIdentity device) =>
        device.Tenant is { } tenant && (_tenants.Contains(tenant) || (device.Device is not null && _devices.Contains($"{tenant}/{device.Device}")));

    public bool Holds(IPAddress address) => _addresses.Holds(address);

    private bool Add(string line)
    {
        // Addresses first: "10.0.0.0/8" also looks like a tenant with a device.
        if (_addresses.TryAdd(line))
            return true;
        if (line.EndsWith("/*", StringComparison.Ordinal) && line.IndexOf('/', StringComparison.Ordinal) == line.Length - 2 && line.Length > 2)
            _tenants.Add(line[..^2]);
        else if (line.Contains('/', StringComparison.Ordinal) && DeviceNames.Parse(line, "") is not null)
            _devices.Add(line);
        else
            return false;
        return true;
    }
}

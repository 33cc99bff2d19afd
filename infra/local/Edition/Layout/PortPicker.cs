using System.Net;
using System.Net.Sockets;

namespace ServerlessIot.Edition.Layout;

/// <summary>Chooses listening ports: the usual one when it is free, else one below the range that the kernel gives to outgoing connections
/// (32768 and up), so that a part that was killed finds its port free again.</summary>
/// <param name="random">Where to start looking.</param>
/// <param name="preferUsual">False: never the usual ports, for runs beside each other.</param>
public sealed class PortPicker(Random random, bool preferUsual)
{
    private const int First = 20_000;
    private const int Last = 32_000;
    private readonly HashSet<int> _taken = [];

    /// <summary>A port for one part.</summary>
    /// <param name="wanted">Port that the person asked for; null = choose.</param>
    /// <param name="usual">Port that people expect.</param>
    /// <exception cref="EditionException">The port asked for is in use.</exception>
    public int Pick(int? wanted, int usual)
    {
        if (wanted is > 0)
            return Take(wanted.Value) ? wanted.Value : throw new EditionException($"Port {wanted} is in use: name another one, or leave it out to have one chosen.");

        if (preferUsual && wanted is null && Take(usual)) return usual;
        for (var tries = 0; tries < 1_000; tries++)
        {
            var port = random.Next(First, Last);
            if (Take(port)) return port;
        }

        throw new EditionException($"No free port between {First} and {Last}.");
    }

    private bool Take(int port)
    {
        if (_taken.Contains(port) || !IsFree(port)) return false;
        _taken.Add(port);
        return true;
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace ServerlessIot.Bridge.Mqtt.Connecting;

/// <summary>What is known of the other side of a connection while nothing is read from it.</summary>
internal static class PeerSocket
{
    // getsockopt(IPPROTO_TCP, TCP_INFO), whose first byte is the state: tcp(7) of Linux.
    private const int Tcp = 6;
    private const int TcpInfo = 11;
    private const byte Established = 1;

    /// <summary>
    /// Whether the peer has closed the connection, or it is broken. Kestrel sees the end behind 64 KiB of unread bytes only when they are read; the kernel knows it
    /// before, and says so on Linux.
    /// </summary>
    public static bool HasLeft(ConnectionContext connection)
    {
        if (connection.ConnectionClosed.IsCancellationRequested)
            return true;
        if (!OperatingSystem.IsLinux() || connection.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket)
            return false;
        try
        {
            Span<byte> state = stackalloc byte[1];
            return socket.GetRawSocketOption(Tcp, TcpInfo, state) == state.Length && state[0] != Established;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
        catch (SocketException)
        {
            return false; // a kernel that does not say
        }
    }
}

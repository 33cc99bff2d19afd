using System.Net.Sockets;

namespace ServerlessIot.Host.Tests;

/// <summary>Looks at ports.</summary>
internal static class Port
{
    /// <summary>Whether nobody listens there.</summary>
    public static bool IsClosed(Uri address)
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(address.Host, address.Port);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}

using System.Net;
using System.Net.Sockets;

namespace ServerlessIot.Faults.Tests.Processes.Wire;

/// <summary>One client's connection through the proxy, and the one to the server that belongs to it.</summary>
/// <param name="proxy">Says what happens to the bytes.</param>
/// <param name="client">The accepted connection.</param>
/// <param name="server">Where it goes.</param>
internal sealed class ProxiedConnection(TcpProxy proxy, Socket client, IPEndPoint server) : IDisposable
{
    private const int BufferBytes = 64 * 1024;
    private readonly Socket _upstream = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Forwards until both ends are done or the connection is reset. Never throws.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        client.NoDelay = true;
        try
        {
            await _upstream.ConnectAsync(server, stop);
            await Task.WhenAll(PumpAsync(client, _upstream, Direction.ToServer, stop), PumpAsync(_upstream, client, Direction.ToClient, stop));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Cut, refused or at the end: the peers must cope, which is what is tested.
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Ends both sides with RST.</summary>
    public void Dispose()
    {
        foreach (var socket in (Socket[])[client, _upstream])
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Closed already.
            }

            socket.Dispose();
        }
    }

    private async Task PumpAsync(Socket from, Socket to, Direction direction, CancellationToken stop)
    {
        var buffer = new byte[BufferBytes];
        var isDeaf = false;
        try
        {
            int got;
            while ((got = await from.ReceiveAsync(buffer, SocketFlags.None, stop)) > 0)
            {
                if (isDeaf) proxy.CountSwallowed(got);
                else if (!await proxy.PassesAsync(direction, got)) isDeaf = true;
                else await SendAllAsync(to, buffer.AsMemory(0, got), stop);
            }

            if (!isDeaf && await proxy.PassesAsync(direction, 0)) to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // What one side suffers the other one sees, unless the wire swallows that too.
            if (!isDeaf && proxy.Swallows != direction) Dispose();
        }
    }

    private static async Task SendAllAsync(Socket to, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        while (bytes.Length > 0) bytes = bytes[await to.SendAsync(bytes, SocketFlags.None, stop)..];
    }
}

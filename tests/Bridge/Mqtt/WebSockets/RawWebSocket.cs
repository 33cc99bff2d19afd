using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServerlessIot.Bridge.Tests.Mqtt.WebSockets;

/// <summary>A WebSocket on a bare socket, with frames put together by hand, so that they may be wrong.</summary>
internal sealed class RawWebSocket : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public static async Task<RawWebSocket> OpenAsync(int port)
    {
        var device = new RawWebSocket();
        await device._socket.ConnectAsync(IPAddress.Loopback, port);
        await device.SendAsync(Encoding.ASCII.GetBytes(
            "GET /mqtt HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n"));
        var head = "";
        while (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal))
            head += (char)(await device.ReadAsync(1))[0];
        Assert.StartsWith("HTTP/1.1 101", head, StringComparison.Ordinal);
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", head, StringComparison.Ordinal); // RFC 6455, 1.3
        return device;
    }

    /// <summary>A frame masked with zeros: RFC 6455, 5.2.</summary>
    public static byte[] Frame(byte first, byte[] payload)
    {
        byte[] length = payload.Length < 126 ? [(byte)(payload.Length | 0x80)]
            : payload.Length < 65_536 ? [0xFE, (byte)(payload.Length >> 8), (byte)payload.Length]
            : [0xFF, .. Long(payload.Length)];
        return [first, .. length, 0, 0, 0, 0, .. payload];
    }

    public static byte[] Long(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }

    public async Task SendAsync(byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length;)
            sent += await _socket.SendAsync(bytes.AsMemory(sent)).AsTask().WaitAsync(Patience);
    }

    /// <summary>Sends until the bridge ends the connection; reads nothing.</summary>
    public async Task FloodAsync(byte[] bytes)
    {
        try
        {
            while (true)
                await _socket.SendAsync(bytes.AsMemory()).AsTask().WaitAsync(TimeSpan.FromSeconds(90));
        }
        catch (SocketException)
        {
            return; // ended, as it should be
        }
    }

    /// <summary>What comes until the bridge ends the connection.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        var all = new List<byte>();
        var buffer = new byte[4_096];
        while (true)
        {
            int count;
            try
            {
                count = await _socket.ReceiveAsync(buffer.AsMemory()).AsTask().WaitAsync(Patience);
            }
            catch (SocketException)
            {
                count = 0;
            }
            if (count == 0)
                return [.. all];
            all.AddRange(buffer[..count]);
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>The next <paramref name="count"/> bytes.</summary>
    public async Task<byte[]> ReadAsync(int count)
    {
        var buffer = new byte[count];
        for (var read = 0; read < count;)
        {
            var more = await _socket.ReceiveAsync(buffer.AsMemory(read)).AsTask().WaitAsync(Patience);
            Assert.True(more > 0, "the bridge closed the connection");
            read += more;
        }
        return buffer;
    }
}

using System.Net;
using System.Net.Sockets;

namespace ServerlessIot.Bridge.Tests.Devices;

/// <summary>A socket that sends bytes and reads whole packets.</summary>
internal sealed class RawDevice : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly List<byte> _received = [];
    private bool _closed;

    /// <param name="port">Of the bridge.</param>
    /// <param name="from">Address of this side; null for any.</param>
    public static async Task<RawDevice> OpenAsync(int port, IPAddress? from = null)
    {
        var device = new RawDevice();
        try
        {
            if (from is not null)
                device._socket.Bind(new IPEndPoint(from.MapToIPv6(), 0));
            await device._socket.ConnectAsync(IPAddress.Loopback, port);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            device._closed = true; // the bridge closed it before this side knew that it was open
        }
        return device;
    }

    /// <summary>Connects and reads CONNACK, which must be a success.</summary>
    public static async Task<RawDevice> ConnectAsync(int port, int level, string client = "d1", int keepAlive = 0, byte[]? properties = null)
    {
        var device = await OpenAsync(port);
        await device.SendAsync(Bytes.Connect(level, client, keepAlive, properties: properties));
        var ack = await device.ReadAsync();
        Assert.Equal(0x20, ack[0]);
        Assert.Equal(0, ack.Body()[1]);
        return device;
    }

    public async Task SendAsync(params byte[][] packets)
    {
        if (_closed)
            return;
        var bytes = Bytes.Join(packets);
        try
        {
            for (var sent = 0; sent < bytes.Length;)
                sent += await _socket.SendAsync(bytes.AsMemory(sent)).AsTask().WaitAsync(Patience);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            return; // the bridge closed the connection: whoever reads sees it
        }
    }

    /// <summary>The packet that <see cref="ReadAsync"/> returned last.</summary>
    public byte[] Last { get; private set; } = [];

    /// <summary>The next packet, fixed header included.</summary>
    /// <exception cref="EndOfStreamException">The bridge closed the connection.</exception>
    public async Task<byte[]> ReadAsync(TimeSpan? patience = null)
    {
        while (true)
        {
            if (TryTake() is { } packet)
                return Last = packet;
            var buffer = new byte[4096];
            var count = await ReceiveAsync(buffer, patience ?? Patience);
            if (count == 0)
                throw new EndOfStreamException("the bridge closed the connection");
            _received.AddRange(buffer.AsSpan(0, count));
        }
    }

    /// <summary>What comes up to a line feed, as text; what came before the end when the bridge closes instead.</summary>
    public async Task<string> ReadLineAsync()
    {
        while (true)
        {
            var end = _received.IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = System.Text.Encoding.Latin1.GetString([.. _received.GetRange(0, end)]);
                _received.RemoveRange(0, end + 1);
                return line.TrimEnd();
            }
            var buffer = new byte[4096];
            var count = await ReceiveAsync(buffer, Patience);
            if (count == 0)
                return System.Text.Encoding.Latin1.GetString([.. _received]);
            _received.AddRange(buffer.AsSpan(0, count));
        }
    }

    /// <summary>The packets that come until the bridge closes the connection.</summary>
    public async Task<List<byte[]>> ReadToEndAsync()
    {
        var packets = new List<byte[]>();
        while (true)
        {
            try
            {
                packets.Add(await ReadAsync());
            }
            catch (EndOfStreamException)
            {
                return packets;
            }
        }
    }

    /// <summary>The first packet, or nothing when the bridge closes the connection instead.</summary>
    public async Task<List<byte[]>> ReadToEndOrFirstAsync()
    {
        try
        {
            return [await ReadAsync()];
        }
        catch (EndOfStreamException)
        {
            return [];
        }
    }

    /// <summary>A round trip: everything that was due before it has come. Returns what came before PINGRESP.</summary>
    public async Task<List<byte[]>> SettleAsync()
    {
        await SendAsync(Bytes.Ping);
        var packets = new List<byte[]>();
        while (true)
        {
            var packet = await ReadAsync();
            if (packet[0] == 0xD0)
                return packets;
            packets.Add(packet);
        }
    }

    /// <summary>Ends the connection without DISCONNECT.</summary>
    public void Dispose() => _socket.Dispose();

    private async Task<int> ReceiveAsync(byte[] buffer, TimeSpan patience)
    {
        if (_closed)
            return 0;
        try
        {
            return await _socket.ReceiveAsync(buffer.AsMemory()).AsTask().WaitAsync(patience);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return 0;
        }
    }

    private byte[]? TryTake()
    {
        if (_received.Count < 2)
            return null;
        var (length, digits) = (0, 0);
        do
        {
            if (_received.Count < digits + 2)
                return null;
            length |= (_received[digits + 1] & 127) << (7 * digits);
        }
        while ((_received[1 + digits++] & 128) != 0);
        var total = 1 + digits + length;
        if (_received.Count < total)
            return null;
        var packet = _received.GetRange(0, total).ToArray();
        _received.RemoveRange(0, total);
        return packet;
    }
}

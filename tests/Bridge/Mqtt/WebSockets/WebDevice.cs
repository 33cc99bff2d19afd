using System.Net.WebSockets;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Mqtt.WebSockets;

/// <summary>A device that speaks MQTT over .NET's own WebSocket client.</summary>
internal sealed class WebDevice : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ClientWebSocket _socket = new();
    private readonly List<byte> _received = [];

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public static async Task<WebDevice> OpenAsync(TestBridge bridge, string? trusted = null)
    {
        var device = new WebDevice();
        device._socket.Options.AddSubProtocol("mqtt");
        device._socket.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) => trusted is not null && certificate?.GetCertHashString() == trusted;
        await device._socket.ConnectAsync(new Uri($"{(trusted is null ? "ws" : "wss")}://127.0.0.1:{bridge.Server.WebSocketPort}/mqtt"), CancellationToken.None).WaitAsync(Patience);
        Assert.Equal("mqtt", device._socket.SubProtocol);
        return device;
    }

    public Task SendAsync(byte[] bytes, WebSocketMessageType type = WebSocketMessageType.Binary, bool last = true) =>
        _socket.SendAsync(bytes, type, last, CancellationToken.None).WaitAsync(Patience);

    /// <summary>The packets that come until the bridge closes.</summary>
    public async Task<List<byte[]>> ReadToEndAsync()
    {
        var packets = new List<byte[]>();
        while (await NextAsync() is { } packet)
            packets.Add(packet);
        return packets;
    }

    /// <summary>The next packet.</summary>
    public async Task<byte[]> ReadAsync() => await NextAsync() ?? throw new EndOfStreamException("the bridge closed the connection");

    /// <summary>Ends without a close frame.</summary>
    public void Dispose() => _socket.Dispose();

    private async Task<byte[]?> NextAsync()
    {
        // All that a bridge says is shorter than 128 bytes: one byte of length.
        while (_received.Count < 2 || _received.Count < 2 + _received[1])
        {
            if (await ReceiveAsync() is not { } bytes)
                return null;
            _received.AddRange(bytes);
        }
        var packet = _received.GetRange(0, 2 + _received[1]).ToArray();
        _received.RemoveRange(0, packet.Length);
        return packet;
    }

    private async Task<byte[]?> ReceiveAsync()
    {
        var buffer = new byte[4_096];
        WebSocketReceiveResult result;
        try
        {
            result = await _socket.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(Patience);
        }
        catch (WebSocketException)
        {
            return null; // closed without a close frame
        }
        if (result.MessageType == WebSocketMessageType.Close)
            return null;
        Assert.Equal(WebSocketMessageType.Binary, result.MessageType);
        return buffer[..result.Count];
    }
}

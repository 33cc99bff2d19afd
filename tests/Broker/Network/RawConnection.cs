using System.Buffers.Binary;
using System.Net.Sockets;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Tests.Network;

/// <summary>A connection on which a test sends whatever bytes it wants.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client = new();
    private NetworkStream _stream = null!;

    public static async Task<RawConnection> OpenAsync(BrokerFixture broker)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync("127.0.0.1", broker.Port);
        connection._stream = connection._client.GetStream();
        return connection;
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes);

    /// <summary>A whole frame with a classic header.</summary>
    public static byte[] Frame(ApiKey key, short version, Action<WireWriter> body)
    {
        using var writer = new WireWriter();
        writer.Start(0, flexible: false, flexibleHeader: false);
        writer.Rewind(4);
        writer.Int16((short)key);
        writer.Int16(version);
        writer.Int32(7);
        writer.String("raw");
        body(writer);
        writer.Finish();
        return writer.Written.ToArray();
    }

    /// <summary>Sends a request and returns the response after its correlation id.</summary>
    public async Task<byte[]> AskAsync(ApiKey key, short version, Action<WireWriter> body)
    {
        await SendAsync(Frame(key, version, body));
        using var patience = new CancellationTokenSource(BrokerFixture.Patience);
        var head = new byte[8];
        await _stream.ReadExactlyAsync(head, patience.Token);
        var rest = new byte[BinaryPrimitives.ReadInt32BigEndian(head) - 4];
        await _stream.ReadExactlyAsync(rest, patience.Token);
        Assert.Equal(7, BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4)));
        return rest;
    }

    /// <summary>Waits until the broker closes the connection without having said anything.</summary>
    public async Task ClosedAsync()
    {
        using var patience = new CancellationTokenSource(BrokerFixture.Patience);
        try
        {
            Assert.Equal(0, await _stream.ReadAsync(new byte[1], patience.Token));
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            // Closed while bytes of ours were still unread.
        }
    }

    /// <summary>Reads, and drops, whatever comes until the broker closes the connection.</summary>
    public async Task ReadToEndAsync()
    {
        using var patience = new CancellationTokenSource(BrokerFixture.Patience);
        await _stream.CopyToAsync(Stream.Null, patience.Token);
    }

    public void FinishSending() => _client.Client.Shutdown(SocketShutdown.Send);

    public void Dispose() => _client.Dispose();
}

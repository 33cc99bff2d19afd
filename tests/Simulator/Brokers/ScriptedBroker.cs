using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServerlessIot.Simulator.Tests.Brokers;

/// <summary>A PUBLISH as it came over the wire.</summary>
internal sealed record ReceivedPublish(string ClientId, byte Header, ushort Id, string Topic, string Payload)
{
    public bool IsDuplicate => (Header & 8) != 0;
}

/// <summary>An MQTT endpoint that does what a test says: withholds acknowledgements, refuses, closes, tells a session.</summary>
internal sealed class ScriptedBroker : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<Task> _clients = [];
    private readonly TaskCompletionSource _pinged = new();
    private readonly Task _accepting;

    public ScriptedBroker()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public ConcurrentQueue<ReceivedPublish> Received { get; } = new();

    /// <summary>Completes with the first PINGREQ.</summary>
    public Task Pinged => _pinged.Task;

    /// <summary>Number of connections made so far.</summary>
    public int Connections => _clients.Count;

    /// <summary>Answer to CONNECT of the n-th connection, from 1.</summary>
    public Func<int, byte[]> ConnAck { get; init; } = _ => [0x20, 3, 0, 0, 0];

    /// <summary>What to do with a PUBLISH of the n-th connection: the bytes to send back; null closes the connection.</summary>
    public Func<int, ReceivedPublish, byte[]?> Answer { get; init; } = (_, publish) => Acknowledge(publish);

    public static byte[] Acknowledge(ReceivedPublish publish) => [0x40, 2, (byte)(publish.Id >> 8), (byte)publish.Id];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_clients);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _clients.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // The end of the test.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        var number = _clients.Count + 1;
        using (client)
        {
            try
            {
                await ServeAsync(client.GetStream(), number);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The client is gone, or the test is over.
            }
        }
    }

    private async Task ServeAsync(NetworkStream stream, int number)
    {
        var (clientId, isVersion5) = ("", false);
        while (true)
        {
            var (header, body) = await ReadPacketAsync(stream);
            switch (header >> 4)
            {
                case 1:
                    isVersion5 = body[6] == 5;
                    clientId = ReadClientId(body, isVersion5);
                    await stream.WriteAsync(ConnAck(number), _end.Token);
                    break;
                case 3:
                    var publish = ReadPublish(clientId, header, body, isVersion5);
                    Received.Enqueue(publish);
                    if (Answer(number, publish) is not { } answer)
                        return;
                    await stream.WriteAsync(answer, _end.Token);
                    break;
                case 12:
                    _pinged.TrySetResult();
                    await stream.WriteAsync(new byte[] { 0xD0, 0 }, _end.Token);
                    break;
                case 14:
                    return;
            }
        }
    }

    private static string ReadClientId(byte[] body, bool isVersion5)
    {
        var at = isVersion5 ? 11 + body[10] : 10;
        return Encoding.UTF8.GetString(body, at + 2, BinaryPrimitives.ReadUInt16BigEndian(body.AsSpan(at)));
    }

    private static ReceivedPublish ReadPublish(string clientId, byte header, byte[] body, bool isVersion5)
    {
        var topicLength = BinaryPrimitives.ReadUInt16BigEndian(body);
        var id = BinaryPrimitives.ReadUInt16BigEndian(body.AsSpan(2 + topicLength));
        var at = 4 + topicLength;
        if (isVersion5)
            at += 1 + body[at];
        return new ReceivedPublish(clientId, header, id, Encoding.UTF8.GetString(body, 2, topicLength), Encoding.UTF8.GetString(body.AsSpan(at)));
    }

    private async Task<(byte Header, byte[] Body)> ReadPacketAsync(NetworkStream stream)
    {
        var one = new byte[1];
        await stream.ReadExactlyAsync(one, _end.Token);
        var header = one[0];
        var length = 0;
        for (var shift = 0; shift == 0 || one[0] >= 128; shift += 7)
        {
            await stream.ReadExactlyAsync(one, _end.Token);
            length |= (one[0] & 127) << shift;
        }
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, _end.Token);
        return (header, body);
    }
}

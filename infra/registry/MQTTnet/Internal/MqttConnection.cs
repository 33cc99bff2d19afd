using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading.Channels;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;

namespace MQTTnet.Internal;

/// <summary>One network connection from CONNECT to its end: sends packets, matches answers, hands on messages.</summary>
sealed partial class MqttConnection : IDisposable
{
    // A slow handler stops the reading of the socket instead of filling the memory.
    const int ReceivedMessagesKept = 1000;
    readonly Channel<IncomingPacket> _received = Channel.CreateBounded<IncomingPacket>(ReceivedMessagesKept);
    readonly CancellationTokenSource _alive = new();
    readonly SemaphoreSlim _sending = new(1, 1);
    readonly HashSet<ushort> _unreleased = [];
    readonly PendingRequests _pending = new();
    readonly MqttClientOptions _options;
    readonly Stream _stream;
    readonly PipeReader _reader;
    readonly PacketDecoder _decoder;
    readonly Socket _socket;
    long _lastSent = Environment.TickCount64;
    int _closed;

    MqttConnection(Socket socket, Stream stream, MqttClientOptions options)
    {
        _socket = socket;
        _options = options;
        _stream = stream;
        _reader = PipeReader.Create(_stream);
        Encoder = new PacketEncoder(options.ProtocolVersion);
        _decoder = new PacketDecoder(Encoder.IsVersion5);
    }

    public PacketEncoder Encoder { get; }

    public PacketDecoder Decoder => _decoder;

    public SemaphoreSlim SendQuota { get; private set; }

    public bool IsOpen => Volatile.Read(ref _closed) == 0;

    public MqttClientConnectResult ConnectResult { get; private set; }

    public Func<MqttApplicationMessageReceivedEventArgs, Task> OnMessage { get; init; }

    public Action<MqttConnection, CloseReason> OnClosed { get; init; }

    public static async Task<MqttConnection> OpenAsync(
        MqttClientOptions options,
        Func<MqttApplicationMessageReceivedEventArgs, Task> onMessage,
        Action<MqttConnection, CloseReason> onClosed,
        CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream stream;
        try
        {
            await socket.ConnectAsync(options.RemoteEndPoint, cancellationToken).ConfigureAwait(false);
            stream = await SecuredAsync(new NetworkStream(socket, ownsSocket: true), options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            socket.Dispose();
            if (exception is SocketException or IOException)
                throw new MqttCommunicationException(exception);
            throw;
        }

        var connection = new MqttConnection(socket, stream, options) { OnMessage = onMessage, OnClosed = onClosed };
        try
        {
            await connection.AuthenticateAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (Exception exception)
        {
            connection.Dispose();
            throw new MqttConnectingFailedException($"Error while authenticating. {exception.Message}", exception);
        }
    }

    static async Task<Stream> SecuredAsync(NetworkStream stream, MqttClientOptions options, CancellationToken cancellationToken)
    {
        if (options.TlsOptions is not { UseTls: true } tls)
            return stream;
        var secured = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await secured.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = tls.TargetHost ?? (options.RemoteEndPoint as DnsEndPoint)?.Host,
                    EnabledSslProtocols = tls.SslProtocol,
                    CertificateRevocationCheckMode = tls.RevocationMode,
                    ClientCertificates = tls.ClientCertificates,
                    RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                        tls.CertificateValidationHandler?.Invoke(new MqttClientCertificateValidationEventArgs(certificate, chain, errors)) ?? errors == SslPolicyErrors.None,
                },
                cancellationToken).ConfigureAwait(false);
            return secured;
        }
        catch
        {
            await secured.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    async Task AuthenticateAsync(CancellationToken cancellationToken)
    {
        await SendAsync(Encoder.Connect(_options), cancellationToken).ConfigureAwait(false);
        ConnectResult = _decoder.ConnAck(await ReceiveAsync(cancellationToken).ConfigureAwait(false));
        var quota = ConnectResult.ReceiveMaximum ?? ushort.MaxValue;
        SendQuota = new SemaphoreSlim(quota, quota);
    }

    /// <summary>Starts reading; called once the server has accepted the connection.</summary>
    public void Start()
    {
        _ = Task.Run(ReceiveLoopAsync);
        _ = Task.Run(HandleLoopAsync);
        var keepAlive = ConnectResult.ServerKeepAlive > 0 ? TimeSpan.FromSeconds(ConnectResult.ServerKeepAlive) : _options.KeepAlivePeriod;
        if (keepAlive > TimeSpan.Zero)
            _ = Task.Run(() => KeepAliveLoopAsync(keepAlive));
    }

    public async Task SendAsync(ReadOnlyMemory<byte> packet, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Volatile.Write(ref _lastSent, Environment.TickCount64);
            await _stream.WriteAsync(packet, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            throw new MqttCommunicationException(exception);
        }
        finally
        {
            _sending.Release();
        }
    }

    public async Task<IncomingPacket> RequestAsync(Func<ushort, ReadOnlyMemory<byte>> packet, PacketType answer, ushort id, CancellationToken cancellationToken)
    {
        var waiting = _pending.Add(answer, id);
        try
        {
            await SendAsync(packet(id), cancellationToken).ConfigureAwait(false);
            return await waiting.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _pending.Remove(answer, id);
        }
    }

    /// <summary>Waits for the answer to a packet that the receiving side sends: PUBCOMP, after the PUBREL.</summary>
    public async Task AwaitAsync(PacketType answer, ushort id, Func<Task<bool>> isExpected, CancellationToken cancellationToken)
    {
        var waiting = _pending.Add(answer, id);
        try
        {
            if (await isExpected().ConfigureAwait(false))
                await waiting.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _pending.Remove(answer, id);
        }
    }

    public ushort NextId() => _pending.NextId();

    /// <summary>Ends the connection once, failing what waits; later calls do nothing.</summary>
    public void Close(CloseReason reason)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        _alive.Cancel();
        _stream.Dispose();
        _received.Writer.TryComplete();
        _pending.FailAll(new MqttClientDisconnectedException(reason.Exception));
        OnClosed(this, reason);
    }

    public void Dispose()
    {
        Interlocked.Exchange(ref _closed, 1);
        _alive.Cancel();
        _stream.Dispose();
        _socket.Dispose();
        _received.Writer.TryComplete();
        _pending.FailAll(new MqttClientDisconnectedException(null));
    }
}

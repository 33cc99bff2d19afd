using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace ServerlessIot.Bridge.Tests.Access;

/// <summary>A device on TLS that may show a certificate.</summary>
internal sealed class TlsDevice : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TcpClient _client = new();
    private SslStream _stream = null!;

    /// <summary>The server's certificate, as the handshake showed it.</summary>
    public string ServerSubject { get; private set; } = "";

    /// <exception cref="System.Security.Authentication.AuthenticationException">The handshake failed.</exception>
    public static async Task<TlsDevice> OpenAsync(int port, X509Certificate2? certificate)
    {
        var device = new TlsDevice();
        await device._client.ConnectAsync("127.0.0.1", port);
        device._stream = new SslStream(device._client.GetStream());
        await device._stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
            RemoteCertificateValidationCallback = (_, shown, _, _) =>
            {
                device.ServerSubject = shown!.Subject;
                return device.ServerSubject is "CN=localhost" or "CN=renewed";
            },
        }).WaitAsync(Patience);
        return device;
    }

    public async Task SendAsync(params byte[][] packets)
    {
        foreach (var packet in packets)
            await _stream.WriteAsync(packet).AsTask().WaitAsync(Patience);
    }

    /// <summary>So many bytes; fewer when the bridge closes the connection first.</summary>
    public async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        try
        {
            return bytes[..await _stream.ReadAtLeastAsync(bytes, count, throwOnEndOfStream: false).AsTask().WaitAsync(Patience)];
        }
        catch (IOException)
        {
            return []; // closed, and not politely
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _client.Dispose();
    }
}

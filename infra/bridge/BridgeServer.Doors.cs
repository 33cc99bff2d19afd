using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessIot.Bridge.Mqtt.Connecting;
using ServerlessIot.Bridge.Tls;

namespace ServerlessIot.Bridge;

/// <summary>The ports of TCP, and who answers at each.</summary>
public sealed partial class BridgeServer
{
    /// <summary>Connections beside those of MQTT, over all ports: health, requests, and those that are just being refused.</summary>
    private const int OtherConnections = 10_000;

    private WebApplication Build(ILoggerFactory loggers)
    {
        var tls = _certificate is null ? null : new ServerTls(_certificate, _access);
        // Empty: no configuration of its own that could add endpoints.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton(_services);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.RequestHeadersTimeout = _options.ConnectTimeout;
            kestrel.Limits.MaxConcurrentConnections = Math.Min(_options.MaxConnections + OtherConnections, _mostConnections);
            kestrel.Listen(new IPEndPoint(_options.Bind, _options.Port), listen =>
            {
                _mqttListener = listen;
                listen.UseConnectionHandler<MqttConnectionHandler>();
            });
            if (tls is not null)
            {
                kestrel.Listen(new IPEndPoint(_options.Bind, _options.TlsPort), listen =>
                {
                    _tlsListener = listen;
                    listen.UseHttps(tls.Options);
                    listen.UseConnectionHandler<MqttConnectionHandler>();
                });
            }
            kestrel.Listen(new IPEndPoint(_options.Bind, _options.HttpPort), listen =>
            {
                _httpListener = listen;
                listen.Protocols = HttpProtocols.Http1;
            });
            if (_options.WebSocketPort is { } webSocket)
                ListenHttp(kestrel, webSocket, tls, listen => _webSocketListener = listen);
            if (_options.IngestPort is { } ingest)
                ListenHttp(kestrel, ingest, tls, listen => _ingestListener = listen);
        });
        builder.WebHost.UseSockets(sockets =>
        {
            // What the kernel hands over and nobody has parsed yet; with 1 MiB, the default, 100,000 paused devices would keep 100 GB.
            sockets.MaxReadBufferSize = 64 * 1024;
            sockets.MaxWriteBufferSize = 64 * 1024;
            sockets.Backlog = 4_096;
            // A small packet read, an acknowledgement written: the hops between threads would cost more than the work. Nothing here blocks.
            sockets.UnsafePreferInlineScheduling = true;
        });
        var web = builder.Build();
        web.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30) });
        web.Run(AnswerAsync);
        return web;
    }

    private void ListenHttp(KestrelServerOptions kestrel, int port, ServerTls? tls, Action<ListenOptions> made) =>
        kestrel.Listen(new IPEndPoint(_options.Bind, port), listen =>
        {
            made(listen);
            listen.Protocols = HttpProtocols.Http1;
            if (tls is not null)
                listen.UseHttps(tls.Options);
        });

    /// <summary>Each HTTP port has one purpose only.</summary>
    private Task AnswerAsync(HttpContext context)
    {
        var port = context.Connection.LocalPort;
        return port == IngestPort ? _ingest.Answer(context) : port == WebSocketPort ? _webSockets.Answer(context) : _health.Answer(context);
    }
}

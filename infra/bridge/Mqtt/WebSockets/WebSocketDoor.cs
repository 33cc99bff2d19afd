using Microsoft.AspNetCore.Http;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Mqtt.Connecting;

namespace ServerlessIot.Bridge.Mqtt.WebSockets;

/// <summary>The opening handshake of MQTT over WebSocket: MQTT 5.0, 6, and RFC 6455, 4.2. Path <c>/mqtt</c>, subprotocol <c>mqtt</c>.</summary>
internal sealed class WebSocketDoor(BridgeServices services)
{
    private const string Path = "/mqtt";
    private const string Subprotocol = "mqtt";

    /// <summary>Serves one connection until it ends, or says why it is none.</summary>
    public async Task Answer(HttpContext context)
    {
        if (Refusal(context) is var (status, text))
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(text);
            return;
        }
        using var socket = await context.WebSockets.AcceptWebSocketAsync(Subprotocol);
        await using var connection = new WebSocketConnection(context, socket, services.Time);
        await using var mqtt = new MqttConnection(connection, services, Door.WebSocket);
        await connection.ServeAsync(mqtt.RunAsync);
    }

    private (int Status, string Text)? Refusal(HttpContext context)
    {
        if (context.Request.Path.Value != Path)
            return (StatusCodes.Status404NotFound, $"the path is {Path}\n");
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            return (StatusCodes.Status426UpgradeRequired, "a WebSocket handshake is needed\n");
        }
        if (!context.WebSockets.WebSocketRequestedProtocols.Contains(Subprotocol))
            return (StatusCodes.Status400BadRequest, $"the subprotocol {Subprotocol} is not asked for\n");
        return services.Connections.Count < services.Options.MaxConnections ? null : (StatusCodes.Status503ServiceUnavailable, "too many connections\n");
    }
}

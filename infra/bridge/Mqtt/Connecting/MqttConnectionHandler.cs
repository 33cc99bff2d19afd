using Microsoft.AspNetCore.Connections;
using ServerlessIot.Bridge.Health;

namespace ServerlessIot.Bridge.Mqtt.Connecting;

/// <summary>Kestrel's entry for MQTT connections.</summary>
internal sealed class MqttConnectionHandler(BridgeServices services) : ConnectionHandler
{
    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        if (services.Connections.Count >= services.Options.MaxConnections)
        {
            connection.Abort(new ConnectionAbortedException("too many connections"));
            return;
        }
        await using var mqtt = new MqttConnection(connection, services, Door.Mqtt);
        await mqtt.RunAsync();
    }
}

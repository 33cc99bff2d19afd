using MQTTnet.Exceptions;

namespace MQTTnet.Adapter;

/// <summary>The network connection was made, but the server did not answer CONNECT properly.</summary>
public sealed class MqttConnectingFailedException : MqttCommunicationException
{
    public MqttConnectingFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

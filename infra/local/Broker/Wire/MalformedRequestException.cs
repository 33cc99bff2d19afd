namespace ServerlessIot.Broker.Wire;

/// <summary>The bytes of a request do not follow the protocol: the connection that sent them is closed.</summary>
internal sealed class MalformedRequestException(string message) : Exception(message);

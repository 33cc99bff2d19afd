namespace MQTTnet.Exceptions;

/// <summary>The caller or the server broke the protocol's rules.</summary>
public class MqttProtocolViolationException(string message) : Exception(message);

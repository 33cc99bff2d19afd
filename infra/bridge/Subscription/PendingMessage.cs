using MQTTnet;

namespace ServerlessIot.Bridge.Subscription;

/// <summary>A message that waits for its turn to be acknowledged.</summary>
/// <param name="Received">The means to acknowledge it.</param>
/// <param name="Taken">What became of it.</param>
internal readonly record struct PendingMessage(MqttApplicationMessageReceivedEventArgs Received, TakenMessage Taken);

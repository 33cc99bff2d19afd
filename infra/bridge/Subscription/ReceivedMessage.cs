using MQTTnet;

namespace ServerlessIot.Bridge.Subscription;

/// <summary>A message with QoS 1 or 2 that waits for its turn to be taken.</summary>
/// <param name="Message">The message.</param>
/// <param name="AcknowledgeAsync">Acknowledges it.</param>
internal readonly record struct ReceivedMessage(MqttApplicationMessage Message, Func<CancellationToken, Task> AcknowledgeAsync);

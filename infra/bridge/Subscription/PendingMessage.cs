using MQTTnet;
using ServerlessIot.Bridge.Kafka;

namespace ServerlessIot.Bridge.Subscription;

/// <summary>A message that waits for its turn to be acknowledged.</summary>
/// <param name="Received">The means to acknowledge it.</param>
/// <param name="Outcome">The log's answer.</param>
internal readonly record struct PendingMessage(MqttApplicationMessageReceivedEventArgs Received, Task<RecordOutcome> Outcome);

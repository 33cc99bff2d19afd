using MQTTnet.Packets;

namespace MQTTnet.Internal;

/// <summary>Why a connection ended.</summary>
sealed record CloseReason(MqttClientDisconnectReason Reason, Exception Exception = null, string ReasonString = null, List<MqttUserProperty> UserProperties = null);

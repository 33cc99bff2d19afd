using MQTTnet.Exceptions;
using MQTTnet.Formatter;

namespace MQTTnet.Internal;

/// <summary>Refuses what the protocol version in use cannot carry.</summary>
static class FeatureCheck
{
    public static void ThrowIfNotSupported(MqttClientOptions options)
    {
        if (options.ProtocolVersion == MqttProtocolVersion.V500)
            return;
        Require(options.UserProperties is not { Count: > 0 }, nameof(options.UserProperties));
        Require(options.ReceiveMaximum == 0, nameof(options.ReceiveMaximum));
        Require(options.MaximumPacketSize == 0, nameof(options.MaximumPacketSize));
        Require(string.IsNullOrEmpty(options.WillContentType), nameof(options.WillContentType));
        Require(options.WillDelayInterval == 0, nameof(options.WillDelayInterval));
    }

    public static void ThrowIfNotSupported(MqttApplicationMessage message, MqttProtocolVersion version)
    {
        if (version == MqttProtocolVersion.V500)
            return;
        Require(string.IsNullOrEmpty(message.ContentType), nameof(message.ContentType));
        Require(message.UserProperties is not { Count: > 0 }, nameof(message.UserProperties));
        Require(message.CorrelationData is not { Length: > 0 }, nameof(message.CorrelationData));
        Require(string.IsNullOrEmpty(message.ResponseTopic), nameof(message.ResponseTopic));
        Require(message.PayloadFormatIndicator == 0, nameof(message.PayloadFormatIndicator));
    }

    public static void ThrowIfNotSupported(MqttClientDisconnectOptions options, MqttProtocolVersion version)
    {
        if (version == MqttProtocolVersion.V500)
            return;
        Require(string.IsNullOrEmpty(options.ReasonString), nameof(options.ReasonString));
        Require(options.Reason == MqttClientDisconnectOptionsReason.NormalDisconnection, nameof(options.Reason));
    }

    public static void ThrowIfTopicInvalid(string topic)
    {
        if (string.IsNullOrEmpty(topic))
            throw new MqttProtocolViolationException("Topic should not be empty.");
        if (topic.AsSpan().IndexOfAny('+', '#') is var at and >= 0)
            throw new MqttProtocolViolationException($"The character '{topic[at]}' is not allowed in topics.");
    }

    public static void ThrowIfFilterInvalid(string filter)
    {
        if (string.IsNullOrEmpty(filter))
            throw new MqttProtocolViolationException("Topic should not be empty.");
        if (filter.IndexOf('#', StringComparison.Ordinal) is var at and >= 0 && at != filter.Length - 1)
            throw new MqttProtocolViolationException("The character '#' is only allowed as last character");
    }

    static void Require(bool supported, string feature)
    {
        if (!supported)
            throw new NotSupportedException($"Feature {feature} requires MQTT version 5.0.0.");
    }
}

using System.Buffers;
using System.Text;
using MQTTnet.Exceptions;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MQTTnet;

/// <summary>Builds <see cref="MqttApplicationMessage"/>s; every Build gives a message of its own.</summary>
public sealed class MqttApplicationMessageBuilder
{
    string _contentType;
    byte[] _correlationData;
    uint _messageExpiryInterval;
    ReadOnlySequence<byte> _payload;
    MqttPayloadFormatIndicator _payloadFormatIndicator;
    MqttQualityOfServiceLevel _qualityOfServiceLevel;
    string _responseTopic;
    bool _retain;
    string _topic;
    List<MqttUserProperty> _userProperties;

    /// <exception cref="MqttProtocolViolationException">No topic was set.</exception>
    public MqttApplicationMessage Build()
    {
        if (string.IsNullOrEmpty(_topic))
            throw new MqttProtocolViolationException("Topic or TopicAlias is not set.");

        return new MqttApplicationMessage
        {
            ContentType = _contentType,
            CorrelationData = _correlationData,
            MessageExpiryInterval = _messageExpiryInterval,
            Payload = _payload,
            PayloadFormatIndicator = _payloadFormatIndicator,
            QualityOfServiceLevel = _qualityOfServiceLevel,
            ResponseTopic = _responseTopic,
            Retain = _retain,
            Topic = _topic,
            UserProperties = _userProperties
        };
    }

    public MqttApplicationMessageBuilder WithContentType(string contentType)
    {
        _contentType = contentType;
        return this;
    }

    public MqttApplicationMessageBuilder WithCorrelationData(byte[] correlationData)
    {
        _correlationData = correlationData;
        return this;
    }

    public MqttApplicationMessageBuilder WithMessageExpiryInterval(uint messageExpiryInterval)
    {
        _messageExpiryInterval = messageExpiryInterval;
        return this;
    }

    public MqttApplicationMessageBuilder WithPayload(byte[] payload) => WithPayload(new ReadOnlySequence<byte>(payload ?? []));

    public MqttApplicationMessageBuilder WithPayload(ArraySegment<byte> payloadSegment) => WithPayload(new ReadOnlySequence<byte>(payloadSegment));

    public MqttApplicationMessageBuilder WithPayload(string payload) => WithPayload(Encoding.UTF8.GetBytes(payload ?? string.Empty));

    public MqttApplicationMessageBuilder WithPayload(ReadOnlySequence<byte> payload)
    {
        _payload = payload;
        return this;
    }

    public MqttApplicationMessageBuilder WithPayloadFormatIndicator(MqttPayloadFormatIndicator payloadFormatIndicator)
    {
        _payloadFormatIndicator = payloadFormatIndicator;
        return this;
    }

    public MqttApplicationMessageBuilder WithPayloadSegment(ReadOnlyMemory<byte> payloadSegment) => WithPayload(new ReadOnlySequence<byte>(payloadSegment));

    public MqttApplicationMessageBuilder WithQualityOfServiceLevel(MqttQualityOfServiceLevel qualityOfServiceLevel)
    {
        _qualityOfServiceLevel = qualityOfServiceLevel;
        return this;
    }

    public MqttApplicationMessageBuilder WithResponseTopic(string responseTopic)
    {
        _responseTopic = responseTopic;
        return this;
    }

    public MqttApplicationMessageBuilder WithRetainFlag(bool value = true)
    {
        _retain = value;
        return this;
    }

    public MqttApplicationMessageBuilder WithTopic(string topic)
    {
        _topic = topic;
        return this;
    }

    public MqttApplicationMessageBuilder WithUserProperty(string name, ReadOnlyMemory<byte> value)
    {
        _userProperties ??= [];
        _userProperties.Add(new MqttUserProperty(name, value));
        return this;
    }

    public MqttApplicationMessageBuilder WithUserProperty(string name, ArraySegment<byte> value)
    {
        _userProperties ??= [];
        _userProperties.Add(new MqttUserProperty(name, value));
        return this;
    }
}

using System.Buffers;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MQTTnet;

/// <summary>A message to publish, or one received.</summary>
public sealed class MqttApplicationMessage
{
    /// <summary>MQTT 5: media type of the payload.</summary>
    public string ContentType { get; set; }

    /// <summary>MQTT 5: lets a requester match the response.</summary>
    public byte[] CorrelationData { get; set; }

    public bool Dup { get; set; }

    /// <summary>MQTT 5: seconds until the message is worthless; 0 means never.</summary>
    public uint MessageExpiryInterval { get; set; }

    public ReadOnlySequence<byte> Payload { get; set; } = ReadOnlySequence<byte>.Empty;

    /// <summary>MQTT 5: whether the payload is UTF-8 text.</summary>
    public MqttPayloadFormatIndicator PayloadFormatIndicator { get; set; } = MqttPayloadFormatIndicator.Unspecified;

    public ArraySegment<byte> PayloadSegment
    {
        set => Payload = new ReadOnlySequence<byte>(value);
    }

    public MqttQualityOfServiceLevel QualityOfServiceLevel { get; set; }

    /// <summary>MQTT 5: where the answer should go.</summary>
    public string ResponseTopic { get; set; }

    public bool Retain { get; set; }

    public string Topic { get; set; }

    /// <summary>MQTT 5: names and values that travel with the message.</summary>
    public List<MqttUserProperty> UserProperties { get; set; }
}

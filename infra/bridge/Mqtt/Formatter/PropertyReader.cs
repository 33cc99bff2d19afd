using System.Collections.Frozen;
using ServerlessIot.Bridge.Mqtt.Packets;

namespace ServerlessIot.Bridge.Mqtt.Formatter;

/// <summary>Reads a property block: MQTT 5.0, 2.2.2. A property at the wrong place or given twice closes the connection.</summary>
internal static class PropertyReader
{
    /// <summary>Properties of CONNECT: MQTT 5.0, 3.1.2.11.</summary>
    public static readonly FrozenSet<PropertyId> Connect = FrozenSet.ToFrozenSet(
    [
        PropertyId.SessionExpiryInterval, PropertyId.ReceiveMaximum, PropertyId.MaximumPacketSize, PropertyId.TopicAliasMaximum,
        PropertyId.RequestResponseInformation, PropertyId.RequestProblemInformation, PropertyId.UserProperty,
        PropertyId.AuthenticationMethod, PropertyId.AuthenticationData,
    ]);

    /// <summary>Will properties: MQTT 5.0, 3.1.3.2.</summary>
    public static readonly FrozenSet<PropertyId> Will = FrozenSet.ToFrozenSet(
    [
        PropertyId.WillDelayInterval, PropertyId.PayloadFormatIndicator, PropertyId.MessageExpiryInterval, PropertyId.ContentType,
        PropertyId.ResponseTopic, PropertyId.CorrelationData, PropertyId.UserProperty,
    ]);

    /// <summary>Properties of PUBLISH from a client: MQTT 5.0, 3.3.2.3.</summary>
    public static readonly FrozenSet<PropertyId> Publish = FrozenSet.ToFrozenSet(
    [
        PropertyId.PayloadFormatIndicator, PropertyId.MessageExpiryInterval, PropertyId.TopicAlias, PropertyId.ResponseTopic,
        PropertyId.CorrelationData, PropertyId.UserProperty, PropertyId.ContentType,
    ]);

    /// <summary>Properties of PUBACK, PUBREC, PUBREL and PUBCOMP.</summary>
    public static readonly FrozenSet<PropertyId> Acknowledgement = FrozenSet.ToFrozenSet([PropertyId.ReasonString, PropertyId.UserProperty]);

    /// <summary>Properties of SUBSCRIBE.</summary>
    public static readonly FrozenSet<PropertyId> Subscribe = FrozenSet.ToFrozenSet([PropertyId.SubscriptionIdentifier, PropertyId.UserProperty]);

    /// <summary>Properties of UNSUBSCRIBE.</summary>
    public static readonly FrozenSet<PropertyId> Unsubscribe = FrozenSet.ToFrozenSet([PropertyId.UserProperty]);

    /// <summary>Properties of DISCONNECT from a client.</summary>
    public static readonly FrozenSet<PropertyId> Disconnect = FrozenSet.ToFrozenSet(
        [PropertyId.SessionExpiryInterval, PropertyId.ReasonString, PropertyId.UserProperty]);

    /// <summary>Properties of AUTH: MQTT 5.0, 3.15.2.2.</summary>
    public static readonly FrozenSet<PropertyId> Auth = FrozenSet.ToFrozenSet(
        [PropertyId.AuthenticationMethod, PropertyId.AuthenticationData, PropertyId.ReasonString, PropertyId.UserProperty]);

    /// <summary>Reads the length and the properties behind it.</summary>
    public static PacketProperties Read(scoped ref MqttSpanReader packet, FrozenSet<PropertyId> allowed)
    {
        var length = packet.ReadVariableInteger();
        if (length == 0)
            return PacketProperties.None;
        var reader = packet.ReadBlock(length);
        var properties = new PacketProperties();
        var seen = 0UL;
        while (!reader.AtEnd)
        {
            var number = reader.ReadVariableInteger();
            if (number > 0x2A || !Enum.IsDefined((PropertyId)number))
                throw MqttViolationException.Malformed($"property 0x{number:X2} does not exist");
            var id = (PropertyId)number;
            if (!allowed.Contains(id))
                throw MqttViolationException.Protocol($"property {id} does not belong here");
            if (id != PropertyId.UserProperty && (seen & (1UL << number)) != 0)
                throw MqttViolationException.Protocol($"property {id} is given twice");
            seen |= 1UL << number;
            ReadOne(id, ref reader, properties);
        }
        return properties;
    }

    private static void ReadOne(PropertyId id, ref MqttSpanReader reader, PacketProperties properties)
    {
        switch (id)
        {
            case PropertyId.PayloadFormatIndicator:
                properties.PayloadFormat = ReadFlag(ref reader, id) ? (byte)1 : (byte)0;
                break;
            case PropertyId.ContentType:
                properties.ContentType = reader.ReadString();
                break;
            case PropertyId.ResponseTopic:
                properties.ResponseTopic = reader.ReadString();
                break;
            case PropertyId.CorrelationData:
                properties.CorrelationData = reader.ReadBinary().ToArray();
                break;
            case PropertyId.SubscriptionIdentifier:
                properties.SubscriptionIdentifier = (uint)NotZero(reader.ReadVariableInteger(), id);
                break;
            case PropertyId.SessionExpiryInterval:
                properties.SessionExpirySeconds = reader.ReadUInt32();
                break;
            case PropertyId.AuthenticationMethod:
                properties.AuthenticationMethod = reader.ReadString();
                break;
            case PropertyId.RequestProblemInformation:
                properties.RequestProblemInformation = ReadFlag(ref reader, id);
                break;
            case PropertyId.RequestResponseInformation:
                properties.RequestResponseInformation = ReadFlag(ref reader, id);
                break;
            case PropertyId.ReceiveMaximum:
                properties.ReceiveMaximum = (ushort)NotZero(reader.ReadUInt16(), id);
                break;
            case PropertyId.TopicAliasMaximum:
                properties.TopicAliasMaximum = reader.ReadUInt16();
                break;
            case PropertyId.TopicAlias:
                properties.TopicAlias = reader.ReadUInt16();
                break;
            case PropertyId.MaximumPacketSize:
                properties.MaximumPacketSize = (uint)NotZero(reader.ReadUInt32(), id);
                break;
            case PropertyId.UserProperty:
                (properties.UserProperties ??= []).Add(new(reader.ReadString(), reader.ReadString()));
                break;
            case PropertyId.MessageExpiryInterval or PropertyId.WillDelayInterval:
                reader.ReadUInt32();
                break;
            case PropertyId.AuthenticationData:
                properties.AuthenticationData = reader.ReadBinary().ToArray();
                break;
            case PropertyId.ReasonString:
                reader.ReadUtf8();
                break;
            default:
                throw MqttViolationException.Protocol($"property {id} is sent by servers only");
        }
    }

    private static bool ReadFlag(ref MqttSpanReader reader, PropertyId id)
    {
        var value = reader.ReadByte();
        return value <= 1 ? value == 1 : throw MqttViolationException.Protocol($"property {id} is {value}, neither 0 nor 1");
    }

    private static long NotZero(long value, PropertyId id) =>
        value != 0 ? value : throw MqttViolationException.Protocol($"property {id} must not be 0");
}

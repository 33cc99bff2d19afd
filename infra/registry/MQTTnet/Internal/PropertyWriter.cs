using MQTTnet.Packets;

namespace MQTTnet.Internal;

/// <summary>Collects the properties of an MQTT 5 packet and writes them with their length before them.</summary>
sealed class PropertyWriter
{
    readonly PacketWriter _properties = new();

    public PropertyWriter Byte(PropertyId id, byte value, bool present = true)
    {
        if (present)
        {
            _properties.Byte((byte)id);
            _properties.Byte(value);
        }
        return this;
    }

    public PropertyWriter UInt16(PropertyId id, ushort value)
    {
        if (value > 0)
        {
            _properties.Byte((byte)id);
            _properties.UInt16(value);
        }
        return this;
    }

    public PropertyWriter UInt32(PropertyId id, uint value)
    {
        if (value > 0)
        {
            _properties.Byte((byte)id);
            _properties.UInt32(value);
        }
        return this;
    }

    public PropertyWriter Text(PropertyId id, string value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _properties.Byte((byte)id);
            _properties.Text(value);
        }
        return this;
    }

    public PropertyWriter Binary(PropertyId id, byte[] value)
    {
        if (value is not null)
        {
            _properties.Byte((byte)id);
            _properties.Binary(value);
        }
        return this;
    }

    public PropertyWriter User(IEnumerable<MqttUserProperty> properties)
    {
        foreach (var property in properties ?? [])
        {
            _properties.Byte((byte)PropertyId.UserProperty);
            _properties.Text(property.Name);
            _properties.Binary(property.ValueBuffer.Span);
        }
        return this;
    }

    public void WriteTo(PacketWriter packet)
    {
        packet.VariableByteInteger((uint)_properties.BodyLength);
        packet.Raw(_properties.Body);
    }
}

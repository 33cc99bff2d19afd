using System.Text;

namespace MQTTnet.Packets;

/// <summary>A name and value that travel with an MQTT 5 packet (MQTT 5, section 2.2.2.2, property 38).</summary>
public sealed class MqttUserProperty
{
    public MqttUserProperty(string name, ReadOnlyMemory<byte> value)
    {
        Name = name ?? throw new ArgumentNullException(nameof(name));
        ValueBuffer = value;
    }

    public MqttUserProperty(string name, ArraySegment<byte> value)
        : this(name, value.Array is null ? throw new ArgumentNullException(nameof(value)) : value.AsMemory())
    {
    }

    public string Name { get; }

    /// <summary>The value, UTF-8.</summary>
    public ReadOnlyMemory<byte> ValueBuffer { get; }

    public override string ToString() => $"{Name} = {Encoding.UTF8.GetString(ValueBuffer.Span)}";
}

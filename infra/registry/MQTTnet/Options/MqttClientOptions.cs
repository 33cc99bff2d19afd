using System.Net;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MQTTnet;

/// <summary>How a client connects. Build it with <see cref="MqttClientOptionsBuilder"/>.</summary>
public sealed class MqttClientOptions
{
    /// <summary>MQTT 3.1.1: clean session; MQTT 5: clean start.</summary>
    public bool CleanSession { get; set; } = true;

    public string ClientId { get; set; } = Guid.NewGuid().ToString("N");

    /// <summary>Zero turns keep-alive off; whole seconds, at most 65,535.</summary>
    public TimeSpan KeepAlivePeriod { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>MQTT 5: largest packet in bytes that this client takes; 0 means no limit.</summary>
    public uint MaximumPacketSize { get; set; }

    public MqttProtocolVersion ProtocolVersion { get; set; } = MqttProtocolVersion.V500;

    /// <summary>MQTT 5: how many QoS 1 and 2 messages the server may leave unacknowledged; 0 means 65,535.</summary>
    public ushort ReceiveMaximum { get; set; }

    /// <summary>MQTT 5: seconds that the session outlives its connection.</summary>
    public uint SessionExpiryInterval { get; set; }

    /// <summary>Bound of a request whose caller gave no cancellation token; PUBLISH is not bounded by it.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(100);

    public List<MqttUserProperty> UserProperties { get; set; }

    /// <summary>Throw when a feature of MQTT 5 is asked for on an older protocol.</summary>
    public bool ValidateFeatures { get; set; } = true;

    public string WillContentType { get; set; }

    public uint WillDelayInterval { get; set; }

    public byte[] WillPayload { get; set; }

    public MqttQualityOfServiceLevel WillQualityOfServiceLevel { get; set; }

    public bool WillRetain { get; set; }

    public string WillTopic { get; set; }

    internal EndPoint RemoteEndPoint { get; set; }

    internal MqttClientTlsOptions TlsOptions { get; set; }

    internal string UserName { get; set; }

    internal byte[] Password { get; set; }
}

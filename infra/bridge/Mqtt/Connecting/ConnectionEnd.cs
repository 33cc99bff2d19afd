using ServerlessIot.Bridge.Mqtt.Packets;

namespace ServerlessIot.Bridge.Mqtt.Connecting;

/// <summary>Why a connection ends.</summary>
/// <param name="Kind">Who ends it, and whether the will stands.</param>
/// <param name="Reason">Told to MQTT 5.0 peers when the server ends it.</param>
/// <param name="Text">For people.</param>
/// <param name="Server">Where to go instead, told to MQTT 5.0 peers; null when nowhere.</param>
internal sealed record ConnectionEnd(EndKind Kind, ReasonCode Reason, string Text, string? Server = null);

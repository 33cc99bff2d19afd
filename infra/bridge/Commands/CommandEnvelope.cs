using System.Buffers;
using System.Text.Json;
using ServerlessIot.Domain.Commands;

namespace ServerlessIot.Bridge.Commands;

/// <summary>
/// The payload that a device gets: <c>{"id":"…","command":"restart","payload":{…},"issued":…,"expires":…,"timeoutSeconds":30,"priority":"medium"}</c>,
/// times as Unix milliseconds. It names the id because MQTT 3.1.1 has no other place for it.
/// </summary>
internal static class CommandEnvelope
{
    public static byte[] Write(CommandRecord command)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("id", command.Id);
            json.WriteString("command", command.Command);
            if (command.Payload is { } payload)
            {
                json.WritePropertyName("payload");
                payload.WriteTo(json);
            }
            json.WriteNumber("issued", command.Issued);
            json.WriteNumber("expires", command.Expires);
            json.WriteNumber("timeoutSeconds", command.Timeout / 1_000);
            json.WriteString("priority", command.Priority);
            json.WriteEndObject();
        }
        return output.WrittenSpan.ToArray();
    }
}

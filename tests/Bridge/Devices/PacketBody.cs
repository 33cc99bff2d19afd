using System.Text;

namespace ServerlessIot.Bridge.Tests.Devices;

/// <summary>Looks into packets that the bridge sent.</summary>
internal static class PacketBody
{
    /// <summary>Everything behind the remaining length.</summary>
    public static byte[] Body(this byte[] packet)
    {
        var at = 1;
        while ((packet[at] & 128) != 0)
            at++;
        return packet[(at + 1)..];
    }

    public static int PacketId(this byte[] packet) => packet.Body()[0] << 8 | packet.Body()[1];

    /// <summary>Properties of an MQTT 5.0 CONNACK: identifier → value bytes.</summary>
    public static Dictionary<byte, byte[]> ConnAckProperties(this byte[] connAck)
    {
        var body = connAck.Body();
        Assert.True(body.Length - 3 == body[2], "the properties are not shorter than 128 bytes");
        var properties = new Dictionary<byte, byte[]>();
        for (var at = 3; at < body.Length;)
        {
            var id = body[at++];
            var length = id switch
            {
                0x24 or 0x25 or 0x28 or 0x29 or 0x2A => 1,
                0x21 or 0x22 or 0x13 => 2,
                0x11 or 0x27 => 4,
                0x12 or 0x1A or 0x1F => 2 + (body[at] << 8 | body[at + 1]),
                _ => throw new InvalidDataException($"property 0x{id:X2}"),
            };
            properties.Add(id, body[at..(at + length)]);
            at += length;
        }
        return properties;
    }

    public static string AsText(this byte[] property) => Encoding.UTF8.GetString(property[2..]);
}

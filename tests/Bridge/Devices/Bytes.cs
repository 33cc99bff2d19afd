using System.Text;

namespace ServerlessIot.Bridge.Tests.Devices;

/// <summary>Packets as bytes, put together by hand so that the bridge's own code is not its judge.</summary>
internal static class Bytes
{
    public static byte[] Packet(byte first, params byte[][] parts)
    {
        var body = Join(parts);
        return [first, .. Length(body.Length), .. body];
    }

    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(p => p)];

    public static byte[] Length(int value)
    {
        var bytes = new List<byte>();
        do
        {
            bytes.Add((byte)(value % 128 + (value > 127 ? 128 : 0)));
            value /= 128;
        }
        while (value > 0);
        return [.. bytes];
    }

    public static byte[] Short(int value) => [(byte)(value >> 8), (byte)value];

    public static byte[] Int(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    public static byte[] Text(string text) => Binary(Encoding.UTF8.GetBytes(text));

    public static byte[] Binary(params byte[] bytes) => [.. Short(bytes.Length), .. bytes];

    /// <summary>A property block: its length and its properties.</summary>
    public static byte[] Properties(params byte[][] properties) => [.. Length(properties.Sum(p => p.Length)), .. Join(properties)];

    public static byte[] UserProperty(string name, string value) => [0x26, .. Text(name), .. Text(value)];

    public static byte[] Connect(int level, string client = "d1", int keepAlive = 0, byte flags = 2, byte[]? properties = null, params byte[][] rest) =>
        Packet(0x10, Text("MQTT"), [(byte)level, flags], Short(keepAlive), level == 5 ? properties ?? [0] : [], Text(client), Join(rest));

    public static byte[] Will(int level, string topic, string payload, byte[]? properties = null) =>
        Join(level == 5 ? properties ?? [0] : [], Text(topic), Text(payload));

    public static byte[] Publish(int level, int qos, int id, string topic, byte[] payload, bool dup = false, bool retain = false, byte[]? properties = null) =>
        Packet(
            (byte)(0x30 | (dup ? 8 : 0) | (qos << 1) | (retain ? 1 : 0)),
            Text(topic), qos > 0 ? Short(id) : [], level == 5 ? properties ?? [0] : [], payload);

    public static byte[] PubRel(int id) => [0x62, 2, .. Short(id)];

    public static byte[] Subscribe(int level, int id, params (string Filter, byte Options)[] filters) =>
        Packet(0x82, Short(id), level == 5 ? [0] : [], Join([.. filters.Select(f => Join(Text(f.Filter), [f.Options]))]));

    public static byte[] Unsubscribe(int level, int id, params string[] filters) =>
        Packet(0xA2, Short(id), level == 5 ? [0] : [], Join([.. filters.Select(Text)]));

    public static readonly byte[] Ping = [0xC0, 0];

    public static readonly byte[] Disconnect = [0xE0, 0];
}

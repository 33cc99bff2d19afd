using ServerlessIot.Bridge.Tests.Devices;
using static ServerlessIot.Bridge.Tests.Devices.Bytes;

namespace ServerlessIot.Bridge.Tests.Mqtt;

/// <summary>What a peer must not send. Each closes its own connection only.</summary>
public static class MalformedPackets
{
    private const string Topic = TestBridge.Topic;
    private static readonly byte[] Payload = [1, 2, 3];
    private static readonly byte[] Surrogate = [0, 3, 0xED, 0xA0, 0x80];
    private static readonly byte[] Overlong = [0, 2, 0xC0, 0xAF];
    private static readonly byte[] Nul = [0, 3, (byte)'a', 0, (byte)'b'];
    private static readonly byte[] Cut = [0, 2, 0xE2, 0x82];

    /// <summary>Sent after CONNECT: name, MQTT level, bytes, reason that a 5.0 peer is told (3.1.1 peers are just closed).</summary>
    public static TheoryData<string, int, byte[], byte> AfterConnect()
    {
        var data = new TheoryData<string, int, byte[], byte>();
        foreach (var level in new[] { 4, 5 })
        {
            byte[] none = level == 5 ? [0] : [];
            void Add(string name, byte[] bytes, byte reason) => data.Add(name, level, bytes, reason);
            Add("PUBLISH with QoS 3", Packet(0x36, Text(Topic), Short(1), none, Payload), 0x81);
            Add("PUBLISH with DUP and QoS 0", Packet(0x38, Text(Topic), none, Payload), 0x81);
            Add("PUBLISH with packet identifier 0, QoS 1", Publish(level, 1, 0, Topic, Payload), 0x82);
            Add("PUBLISH with packet identifier 0, QoS 2", Publish(level, 2, 0, Topic, Payload), 0x82);
            Add("PUBLISH without identifier", Packet(0x32, Text(Topic)), 0x81);
            Add("PUBLISH whose topic ends outside the packet", Packet(0x30, Short(50), "ab"u8.ToArray()), 0x81);
            Add("PUBLISH without anything", [0x30, 0], 0x81);
            Add("PUBLISH with + in its topic", Publish(level, 0, 0, "sensors/+/data", Payload), 0x90);
            Add("PUBLISH with # in its topic", Publish(level, 1, 1, "sensors/#", Payload), 0x90);
            Add("PUBLISH with + within a level", Publish(level, 1, 1, "sensors/a+b/data", Payload), 0x90);
            Add("PUBLISH with an empty topic", Publish(level, 1, 1, "", Payload), 0x82);
            Add("PUBLISH with a line break in its topic", Publish(level, 1, 1, "sensors/a\nb/data", Payload), 0x81);
            Add("PUBLISH with U+0000 in its topic", Packet(0x30, Nul, none, Payload), 0x81);
            Add("PUBLISH with a surrogate in its topic", Packet(0x30, Surrogate, none, Payload), 0x81);
            Add("PUBLISH with an overlong topic character", Packet(0x30, Overlong, none, Payload), 0x81);
            Add("PUBLISH with a cut character in its topic", Packet(0x30, Cut, none, Payload), 0x81);
            Add("remaining length of five bytes", [0x30, 0x80, 0x80, 0x80, 0x80, 0x01], 0x81);
            Add("remaining length longer than it needs", [0xC0, 0x80, 0x00], 0x81);
            Add("packet larger than allowed", [0x30, 0xFF, 0xFF, 0xFF, 0x7F], 0x95);
            Add("packet type 0", [0x00, 0], 0x81);
            Add("packet type 15 with flags", [0xF1, 0], 0x81);
            Add("AUTH out of the blue", [0xF0, 0], level == 5 ? (byte)0x82 : (byte)0x81);
            Add("second CONNECT", Connect(level), 0x82);
            Add("CONNACK from a device", [0x20, 2, 0, 0], 0x82);
            Add("PUBACK from a device", [0x40, 2, 0, 1], 0x82);
            Add("PUBREC from a device", [0x50, 2, 0, 1], 0x82);
            Add("PUBCOMP from a device", [0x70, 2, 0, 1], 0x82);
            Add("SUBACK from a device", [0x90, 3, 0, 1, 0], 0x82);
            Add("UNSUBACK from a device", [0xB0, 2, 0, 1], 0x82);
            Add("PINGRESP from a device", [0xD0, 0], 0x82);
            Add("PUBREL with flags 0", [0x60, 2, 0, 1], 0x81);
            Add("PUBREL with identifier 0", PubRel(0), 0x82);
            Add("PUBREL that ends in its identifier", [0x62, 1, 0], 0x81);
            Add("PUBREL with bytes behind it", [0x62, 5, 0, 1, 0, 0, 9], 0x81);
            Add("SUBSCRIBE with flags 0", Packet(0x80, Short(1), none, Text("commands/d1"), [0]), 0x81);
            Add("SUBSCRIBE with identifier 0", Subscribe(level, 0, ("commands/d1", 0)), 0x82);
            Add("SUBSCRIBE without filter", Packet(0x82, Short(1), none), 0x82);
            Add("SUBSCRIBE with QoS 3", Subscribe(level, 1, ("commands/d1", 3)), 0x81);
            Add("SUBSCRIBE with reserved bits", Subscribe(level, 1, ("commands/d1", 0x40)), 0x81);
            Add("SUBSCRIBE that ends in its filter", Packet(0x82, Short(1), none, Short(30), "comm"u8.ToArray()), 0x81);
            Add("SUBSCRIBE without options", Packet(0x82, Short(1), none, Text("commands/d1")), 0x81);
            Add("SUBSCRIBE with an empty filter", Subscribe(level, 1, ("", 0)), 0x8F);
            Add("SUBSCRIBE with # in the middle", Subscribe(level, 1, ("commands/#/d1", 0)), 0x8F);
            Add("SUBSCRIBE with # behind text", Subscribe(level, 1, ("commands#", 0)), 0x8F);
            Add("SUBSCRIBE with + beside text", Subscribe(level, 1, ("commands/d+", 0)), 0x8F);
            Add("SUBSCRIBE with U+0000", Packet(0x82, Short(1), none, Nul, [0]), 0x81);
            Add("UNSUBSCRIBE with flags 0", Packet(0xA0, Short(1), none, Text("commands/d1")), 0x81);
            Add("UNSUBSCRIBE with identifier 0", Unsubscribe(level, 0, "commands/d1"), 0x82);
            Add("UNSUBSCRIBE without filter", Packet(0xA2, Short(1), none), 0x82);
            Add("UNSUBSCRIBE with a bad filter", Unsubscribe(level, 1, "a/#/b"), 0x8F);
            Add("PINGREQ with flags", [0xC1, 0], 0x81);
            Add("PINGREQ with a body", [0xC0, 1, 0], 0x81);
            Add("DISCONNECT with flags", [0xE1, 0], 0x81);
            Add("PUBLISH with DEL in its topic", Publish(level, 1, 1, "sensors/a\u007Fb/data", Payload), 0x81);
            Add("PUBLISH with QoS 2 without identifier", Packet(0x34, Text(Topic)), 0x81);
            Add("PUBLISH with half an identifier", Packet(0x32, Text(Topic), [1]), 0x81);
            Add("PUBLISH with QoS 3 and DUP", Packet(0x3E, Text(Topic), Short(1), none, Payload), 0x81);
            Add("PUBREC with flags", [0x51, 2, 0, 1], 0x81);
            Add("PUBACK with flags", [0x42, 2, 0, 1], 0x81);
            Add("SUBACK with flags", [0x91, 3, 0, 1, 0], 0x81);
            Add("PUBREL without a body", [0x62, 0], 0x81);
            Add("PUBREL with flags 3", [0x63, 2, 0, 1], 0x81);
            Add("SUBSCRIBE with flags 3", Packet(0x83, Short(1), none, Text("commands/d1"), [0]), 0x81);
            Add("SUBSCRIBE with half an identifier", Packet(0x82, [0]), 0x81);
            Add("SUBSCRIBE with a surrogate in its filter", Packet(0x82, Short(1), none, Surrogate, [0]), 0x81);
            Add("SUBSCRIBE whose second filter is cut off", Packet(0x82, Short(1), none, Text("commands/d1"), [0], [0, 9, 1]), 0x81);
            Add("UNSUBSCRIBE without a body", [0xA2, 0], 0x81);
            Add("UNSUBSCRIBE that ends in its filter", Packet(0xA2, Short(1), none, Short(30), "comm"u8.ToArray()), 0x81);
            Add("UNSUBSCRIBE with an empty filter", Unsubscribe(level, 1, ""), 0x8F);
            Add("UNSUBSCRIBE with U+0000", Packet(0xA2, Short(1), none, Nul), 0x81);
            Add("PINGREQ with flags 8", [0xC8, 0], 0x81);
            Add("DISCONNECT with flags 2", [0xE2, 0], 0x81);
            Add("remaining length of four bytes for nothing", [0xC0, 0x80, 0x80, 0x80, 0x00], 0x81);
        }
        Add5("PUBLISH with property of CONNECT", Properties([0x21, 0, 1]), 0x82);
        Add5("PUBLISH with unknown property", Properties([0x7F, 0]), 0x81);
        Add5("PUBLISH with property number 0", Properties([0x00]), 0x81);
        Add5("PUBLISH with properties longer than the packet", [100, 1, 1], 0x81);
        Add5("PUBLISH with a property cut off", Properties([0x02, 0, 0]), 0x81);
        Add5("PUBLISH with content type twice", Properties([0x03, .. Text("a")], [0x03, .. Text("b")]), 0x82);
        Add5("PUBLISH with content type in bad UTF-8", Properties([0x03, .. Overlong]), 0x81);
        Add5("PUBLISH with user property in bad UTF-8", Properties([0x26, .. Text("a"), .. Surrogate]), 0x81);
        Add5("PUBLISH with payload format 2", Properties([0x01, 2]), 0x82);
        Add5("PUBLISH with subscription identifier", Properties([0x0B, 1]), 0x82);
        Add5("PUBLISH with topic alias 0", Properties([0x23, 0, 0]), 0x94);
        Add5("PUBLISH with topic alias above the maximum", Properties([0x23, 0, 33]), 0x94);
        Add5("PUBLISH with a wildcard in the response topic", Properties([0x08, .. Text("a/#")]), 0x82);
        data.Add("PUBLISH with an alias never set", 5, Publish(5, 1, 1, "", Payload, properties: Properties([0x23, 0, 7])), 0x82);
        data.Add("SUBSCRIBE with subscription identifier", 5, Packet(0x82, Short(1), Properties([0x0B, 1]), Text("commands/d1"), [0]), 0xA1);
        data.Add("SUBSCRIBE with subscription identifier 0", 5, Packet(0x82, Short(1), Properties([0x0B, 0]), Text("commands/d1"), [0]), 0x82);
        data.Add("SUBSCRIBE with retain handling 3", 5, Subscribe(5, 1, ("commands/d1", 0x30)), 0x82);
        data.Add("SUBSCRIBE with 5.0 options", 4, Subscribe(4, 1, ("commands/d1", 0x04)), 0x81);
        data.Add("PUBREL with unknown property", 5, Packet(0x62, Short(1), [0], Properties([0x03, .. Text("a")])), 0x82);
        data.Add("DISCONNECT with a body", 4, [0xE0, 1, 0], 0x81);
        data.Add("DISCONNECT with a property of CONNECT", 5, Packet(0xE0, [0], Properties([0x21, 0, 1])), 0x82);
        data.Add("DISCONNECT with a session expiry not asked for", 5, Packet(0xE0, [0], Properties([0x11, 0, 0, 0, 9])), 0x82);
        byte[] scram = [0x15, .. Text("SCRAM-SHA-256")];
        data.Add("AUTH to go on, of who had no method", 5, Packet(0xF0, [0x18], Properties(scram, [0x16, 0, 1, 1])), 0x82);
        data.Add("AUTH to begin again, of who had no method", 5, Packet(0xF0, [0x19], Properties(scram, [0x16, 0, 1, 1])), 0x82);
        data.Add("AUTH with success", 5, Packet(0xF0, [0], Properties(scram)), 0x82);
        data.Add("AUTH without a method", 5, Packet(0xF0, [0x19], Properties([0x16, 0, 1, 1])), 0x82);
        data.Add("AUTH without properties", 5, [0xF0, 1, 0x19], 0x82);
        data.Add("AUTH with a property of PUBLISH", 5, Packet(0xF0, [0x19], Properties(scram, [0x01, 1])), 0x82);
        data.Add("AUTH with its method twice", 5, Packet(0xF0, [0x19], Properties(scram, scram)), 0x82);
        data.Add("AUTH whose data are cut off", 5, Packet(0xF0, [0x19], Properties(scram, [0x16, 0, 9, 1])), 0x81);
        data.Add("AUTH with bytes behind it", 5, Packet(0xF0, [0x19], Properties(scram), [7]), 0x81);
        data.Add("DISCONNECT with bytes behind it", 5, Packet(0xE0, [0], Properties(), [7]), 0x81);
        return data;

        void Add5(string name, byte[] properties, byte reason) => data.Add(name, 5, Publish(5, 1, 1, Topic, Payload, properties: properties), reason);
    }

    /// <summary>Sent instead of CONNECT: name, bytes, reason code in CONNACK when 5.0 was recognisable (null: closed without a word).</summary>
    public static TheoryData<string, byte[], byte?> InsteadOfConnect()
    {
        var data = new TheoryData<string, byte[], byte?>
        {
            { "HTTP", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), null },
            { "TLS", [0x16, 3, 1, 0, 200, 1, 0, 0, 196], null },
            { "zeros", new byte[64], null },
            { "PINGREQ first", Ping, null },
            { "PUBLISH first", Publish(4, 1, 1, Topic, Payload), null },
            { "SUBSCRIBE first", Subscribe(4, 1, ("commands/d1", 0)), null },
            { "DISCONNECT first", Disconnect, null },
            { "CONNECT with flags", Packet(0x11, Text("MQTT"), [4, 2], Short(0), Text("d")), null },
            { "CONNECT without a body", [0x10, 0], null },
            { "CONNECT with another protocol", Packet(0x10, Text("MQTX"), [4, 2], Short(0), Text("d")), null },
            { "CONNECT with lower case", Packet(0x10, Text("mqtt"), [4, 2], Short(0), Text("d")), null },
            { "CONNECT that claims to be large", [0x10, 0xFF, 0xFF, 0xFF, 0x7F], null },
        };
        foreach (var level in new[] { 4, 5 })
        {
            byte? malformed = level == 5 ? 0x81 : null;
            byte[] none = level == 5 ? [0] : [];
            void Add(string name, byte[] bytes, byte? reason) => data.Add($"{name}, level {level}", bytes, level == 5 ? reason : null);
            Add("CONNECT with its reserved flag", Connect(level, flags: 3), malformed);
            Add("CONNECT with will QoS 3", Connect(level, flags: 0x1E, rest: [Will(level, Topic, "x")]), malformed);
            Add("CONNECT with will QoS but no will", Connect(level, flags: 0x0A), malformed);
            Add("CONNECT with will retain but no will", Connect(level, flags: 0x22), malformed);
            Add("CONNECT that ends in the keep-alive", Packet(0x10, Text("MQTT"), [(byte)level, 2, 0]), malformed);
            Add("CONNECT without client id", Packet(0x10, Text("MQTT"), [(byte)level, 2], Short(0), none), malformed);
            Add("CONNECT with U+0000 in its client id", Packet(0x10, Text("MQTT"), [(byte)level, 2], Short(0), none, Nul), malformed);
            Add("CONNECT with a surrogate in its client id", Packet(0x10, Text("MQTT"), [(byte)level, 2], Short(0), none, Surrogate), malformed);
            Add("CONNECT with a user flag and no user", Connect(level, flags: 0x82), malformed);
            Add("CONNECT with a password flag and no password", Connect(level, flags: 0xC2, rest: [Text("u")]), malformed);
            Add("CONNECT with a user in bad UTF-8", Connect(level, flags: 0x82, rest: [Cut]), malformed);
            Add("CONNECT with bytes behind it", Connect(level, rest: [[1]]), malformed);
            Add("CONNECT with a will flag and no will", Connect(level, flags: 6), malformed);
            Add("CONNECT with a wildcard in the will's topic", Connect(level, flags: 6, rest: [Will(level, "a/#", "x")]), 0x90);
            Add("CONNECT with an empty will topic", Connect(level, flags: 6, rest: [Will(level, "", "x")]), malformed);
        }
        data.Add("CONNECT with a password and no user, level 4", Connect(4, flags: 0x42, rest: [Text("p")]), null);
        Add5("receive maximum 0", Properties([0x21, 0, 0]), 0x82);
        Add5("maximum packet size 0", Properties([0x27, 0, 0, 0, 0]), 0x82);
        Add5("session expiry twice", Properties([0x11, 0, 0, 0, 1], [0x11, 0, 0, 0, 1]), 0x82);
        Add5("a property of PUBLISH", Properties([0x23, 0, 1]), 0x82);
        Add5("an unknown property", Properties([0x2B, 0]), 0x81);
        Add5("request problem information 2", Properties([0x17, 2]), 0x82);
        Add5("properties that are cut off", [50], 0x81);
        Add5("authentication data and no method", Properties([0x16, 0, 1, 1]), 0x82);
        Add5("an authentication method twice", Properties([0x15, 0, 1, 65], [0x15, 0, 1, 65]), 0x82);
        Add5("an authentication method that is unknown", Properties([0x15, 0, 1, 65]), 0x8C);
        return data;

        void Add5(string name, byte[] properties, byte reason) => data.Add($"CONNECT with {name}", Connect(5, properties: properties), reason);
    }
}

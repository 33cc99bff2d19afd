using System.Globalization;
using System.Text;

namespace ServerlessIot.Domain.Tests.Decoding;

/// <summary>A payload that must be refused.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Code">Code of the refusal.</param>
/// <param name="Mentions">Words that its reason must hold for a person to understand it.</param>
/// <param name="Bytes">The payload.</param>
public sealed record BrokenPayload(string Name, string Code, string Mentions, ReadOnlyMemory<byte> Bytes)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>The corpus of broken payloads; tests of the whole road send the same ones. All speak of one device whose topic captured the type <c>temperature</c>.</summary>
public static class BrokenPayloads
{
    /// <summary>All broken payloads of a device.</summary>
    /// <param name="device">Device that the topic names.</param>
    /// <param name="now">Time of arrival, Unix milliseconds.</param>
    public static IReadOnlyList<BrokenPayload> For(string device, long now)
    {
        List<BrokenPayload> all = [.. Raw()];
        foreach (var (name, code, mentions, json) in Json())
        {
            var text = json.Replace("DEVICE", device, StringComparison.Ordinal)
                .Replace("\"NOW\"", now.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("\"AHEAD\"", (now + 660_000).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("\"AHEAD SECONDS\"", ((now / 1_000) + 86_400).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
            all.Add(new BrokenPayload(name, code, mentions, Encoding.UTF8.GetBytes(text)));
        }

        return all;
    }

    private static IEnumerable<BrokenPayload> Raw()
    {
        yield return new("empty", "empty", "no bytes", ReadOnlyMemory<byte>.Empty);
        yield return new("white space", "blank", "white space", " \r\n\t "u8.ToArray());
        yield return new("text", "not-json", "near 'hello world'", "hello world"u8.ToArray());
        yield return new("csv", "not-json", "temperature;21.5", "temperature;21.5;2026-11-20"u8.ToArray());
        yield return new("xml", "not-json", "<reading>", "<reading><value>21.5</value></reading>"u8.ToArray());
        yield return new("single quotes", "not-json", "{'value': 21.5}"[1..8], "{'value': 21.5}"u8.ToArray());
        yield return new("binary record", "invalid-utf8", "byte 1", new byte[] { 0x10, 0xC3, 0x28, 0x00, 0xFF, 0x7F });
        yield return new("gzip", "invalid-utf8", "byte 1", new byte[] { 0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00 });
        yield return new("invalid UTF-8 in a text", "invalid-utf8", "byte 13", (byte[])[.. "{\"location\":\""u8, 0xC0, 0xAF, .. "\",\"value\":1}"u8]);
        yield return new("byte order mark", "byte-order-mark", "byte order mark", (byte[])[0xEF, 0xBB, 0xBF, .. "{\"value\":21.5}"u8]);
        yield return new("UTF-16", "byte-order-mark", "byte order mark", (byte[])[0xFF, 0xFE, .. Encoding.Unicode.GetBytes("{\"value\":21.5}")]);
        yield return new("900 kB", "too-large", "921600 bytes", Filled(921_600));
        yield return new("one byte too many", "too-large", "262144", Filled(262_145));
        yield return new("20 levels deep", "too-deep", "16 levels", Encoding.UTF8.GetBytes($"{{\"value\":1,\"deep\":{new string('[', 19)}{new string(']', 19)}}}"));
        yield return new("100,000 brackets never closed", "truncated", "not finished", Encoding.UTF8.GetBytes(new string('[', 100_000)));
        yield return new("300 members", "too-many-members", "256", Encoding.UTF8.GetBytes($"{{{string.Join(',', Enumerable.Range(0, 300).Select(i => $"\"m{i}\":{i}"))}}}"));
        yield return new("10,001 events", "too-many-events", "10000", Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("{\"value\":1}", 10_001))}]"));
        yield return new("a name of 200 bytes", "name-too-long", "128", Encoding.UTF8.GetBytes($"{{\"{new string('n', 200)}\":1}}"));
        yield return new("a text of 5,000 bytes", "text-too-long", "1024", Encoding.UTF8.GetBytes($"{{\"value\":1,\"note\":\"{new string('x', 5_000)}\"}}"));
    }

    private static IEnumerable<(string Name, string Code, string Mentions, string Json)> Json()
    {
        // Not JSON, nearly JSON, or JSON that is no reading.
        yield return ("unfinished object", "truncated", "not finished", """{"value":21.5,"timestamp":17""");
        yield return ("unfinished text", "truncated", "not finished", """{"value":21.5,"location":"hal""");
        yield return ("trailing garbage", "trailing-data", "'garbage'", """{"value":21.5} garbage""");
        yield return ("two objects", "trailing-data", "value", """{"value":21.5}{"value":21.6}""");
        yield return ("trailing comma", "not-json", "near '}'", """{"value":21.5,}""");
        yield return ("NaN", "not-a-number", "'NaN", """{"value":NaN}""");
        yield return ("Infinity", "not-a-number", "'Infinity", """{"value":Infinity}""");
        yield return ("minus Infinity", "not-a-number", "-Infinity", """{"value":-Infinity}""");
        yield return ("a number alone", "not-an-object", "a number", "21.5");
        yield return ("a text alone", "not-an-object", "a text", "\"21.5\"");
        yield return ("null alone", "not-an-object", "null", "null");
        yield return ("an array of numbers", "not-an-object", "in the array", "[21.5]");
        yield return ("an empty array", "no-events", "without elements", "[]");
        yield return ("an empty object", "no-measurements", "no measured number", "{}");
        yield return ("the same member twice", "duplicate-member", "'value'", """{"value":21.5,"value":99}""");
        yield return ("the same member twice, once escaped", "duplicate-member", "'value'", """{"value":21.5,"v\u0061lue":99}""");
        yield return ("an empty name", "empty-name", "empty name", """{"":21.5}""");
        yield return ("half a surrogate pair", "invalid-utf8", "escape", """{"value":1,"location":"\ud83d"}""");

        // Missing members.
        yield return ("no value", "missing-field", "value", """{"device_id":"DEVICE","sensor_type":"temperature","timestamp":"NOW"}""");
        yield return ("value null", "missing-field", "value", """{"device_id":"DEVICE","sensor_type":"temperature","value":null,"timestamp":"NOW"}""");
        yield return ("no sensor_type", "missing-field", "sensor_type", """{"device_id":"DEVICE","value":21.5,"timestamp":"NOW"}""");
        yield return ("no device_id", "missing-field", "device_id", """{"sensor_type":"temperature","value":21.5,"timestamp":"NOW"}""");
        yield return ("latitude without longitude", "missing-field", "longitude", """{"vin":"DEVICE","timestamp":"NOW","speed":50,"latitude":31.2}""");
        yield return ("a vehicle without data", "no-measurements", "no measured number", """{"vin":"DEVICE","timestamp":"NOW"}""");

        // Wrong types.
        yield return ("value as text", "wrong-type", "the text '21.5'", """{"device_id":"DEVICE","sensor_type":"temperature","value":"21.5","timestamp":"NOW"}""");
        yield return ("NaN as text", "wrong-type", "the text 'NaN'", """{"value":"NaN"}""");
        yield return ("value as object", "wrong-type", "an object", """{"sensor_id":"DEVICE","sensor_type":"temperature","value":{"celsius":21.5}}""");
        yield return ("value as array", "wrong-type", "an array", """{"value":[21.5]}""");
        yield return ("value as boolean", "wrong-type", "true", """{"value":true}""");
        yield return ("speed as text", "wrong-type", "speed", """{"vin":"DEVICE","timestamp":"NOW","speed":"fast"}""");
        yield return ("status as number", "wrong-type", "status", """{"vin":"DEVICE","timestamp":"NOW","status":3}""");
        yield return ("sensor_type as number", "wrong-type", "sensor_type", """{"device_id":"DEVICE","sensor_type":7,"value":21.5}""");
        yield return ("sensor_type empty", "empty-text", "sensor_type", """{"device_id":"DEVICE","sensor_type":"","value":21.5}""");
        yield return ("event_id empty", "empty-text", "event_id", """{"event_id":"","value":21.5}""");
        yield return ("device_id as object", "wrong-type", "device_id", """{"device_id":{"id":"DEVICE"},"sensor_type":"temperature","value":21.5}""");
        yield return ("location as number", "wrong-type", "location", """{"device_id":"DEVICE","sensor_type":"temperature","value":21.5,"location":7}""");
        yield return ("another device", "device-mismatch", "'somebody-else'", """{"device_id":"somebody-else","sensor_type":"temperature","value":21.5,"timestamp":"NOW"}""");

        // Numbers that cannot be.
        yield return ("above the catalogue", "out-of-range", "-40 to 200", """{"device_id":"DEVICE","sensor_type":"temperature","value":250.5,"timestamp":"NOW"}""");
        yield return ("below the catalogue", "out-of-range", "180 to 260", """{"device_id":"DEVICE","sensor_type":"voltage","value":12,"timestamp":"NOW"}""");
        yield return ("humidity of 120 %", "out-of-range", "0 to 100", """{"sensor_id":"DEVICE","sensor_type":"humidity","value":120,"unit":"%"}""");
        yield return ("below absolute zero", "out-of-range", "-273.15", """{"sensor_id":"DEVICE","sensor_type":"temperature","value":-300}""");
        yield return ("latitude of 95 degrees", "out-of-range", "latitude", """{"vin":"DEVICE","timestamp":"NOW","speed":50,"latitude":95,"longitude":10}""");
        yield return ("charge of 140 %", "out-of-range", "battery_soc", """{"vin":"DEVICE","timestamp":"NOW","battery_soc":140}""");
        yield return ("a number beyond doubles", "number-too-large", "1e400", """{"value":1e400}""");
        yield return ("a huge number", "number-too-large", "1e308", """{"sensor_id":"DEVICE","sensor_type":"light","value":-1e308}""");

        // Times that cannot be.
        yield return ("1999", "time-too-old", "2000-01-01", """{"value":21.5,"timestamp":946684799999}""");
        yield return ("zero", "time-too-old", "2000-01-01", """{"value":21.5,"timestamp":0}""");
        yield return ("1970 in ISO 8601", "time-too-old", "2000-01-01", """{"sensor_id":"DEVICE","sensor_type":"light","value":1,"timestamp":"1970-01-01T00:00:10Z"}""");
        yield return ("eleven minutes ahead", "time-in-future", "10 minutes", """{"device_id":"DEVICE","sensor_type":"temperature","value":21.5,"timestamp":"AHEAD"}""");
        yield return ("a day ahead in seconds", "time-in-future", "10 minutes", """{"value":21.5,"timestamp":"AHEAD SECONDS"}""");
        yield return ("the year 9999", "time-in-future", "10 minutes", """{"value":21.5,"timestamp":"9999-12-31T23:59:59Z"}""");
        yield return ("microseconds", "time-in-future", "10 minutes", """{"value":21.5,"timestamp":1795168800000000}""");
        yield return ("a time that overflows", "time-in-future", "10 minutes", """{"value":21.5,"timestamp":1e300}""");
        yield return ("a time in words", "invalid-time", "yesterday", """{"value":21.5,"timestamp":"yesterday"}""");
        yield return ("the 31st of February", "invalid-time", "2026-02-31", """{"value":21.5,"timestamp":"2026-02-31T00:00:00Z"}""");
        yield return ("a time as object", "wrong-type", "timestamp", """{"value":21.5,"timestamp":{"$date":1}}""");
    }

    private static byte[] Filled(int length)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill((byte)'x');
        "{\"value\":1,\"note\":\""u8.CopyTo(bytes);
        "\"}"u8.CopyTo(bytes.AsSpan(length - 2));
        return bytes;
    }
}

using ServerlessIot.Bridge.Mqtt.Packets;

namespace ServerlessIot.Bridge.Mqtt.Formatter;

/// <summary>What topic names and filters may look like: MQTT 5.0, 4.7.</summary>
internal static class TopicRules
{
    /// <summary>Reads a topic name: UTF-8 without wildcards, possibly empty.</summary>
    public static ReadOnlySpan<byte> ReadName(scoped ref MqttSpanReader reader)
    {
        var topic = reader.ReadUtf8();
        // MQTT 5.0, 1.5.4 lets a receiver refuse control characters: in a topic they would forge log lines.
        if (topic.IndexOfAnyInRange((byte)0x01, (byte)0x1F) >= 0 || topic.Contains((byte)0x7F))
            throw MqttViolationException.Malformed("a topic name contains a control character");
        if (topic.IndexOfAny((byte)'+', (byte)'#') >= 0)
            throw new MqttViolationException(ReasonCode.TopicNameInvalid, "a topic name contains a wildcard");
        return topic;
    }

    /// <summary>Whether a text is a topic name that can be published to.</summary>
    public static bool IsName(string topic) =>
        topic.Length > 0 && System.Text.Encoding.UTF8.GetByteCount(topic) <= ushort.MaxValue && topic.AsSpan().IndexOfAny('+', '#') < 0 && !topic.Any(char.IsControl);

    /// <summary>A response topic must not contain wildcards: MQTT 5.0, 3.3.2.3.5.</summary>
    public static void CheckResponseTopic(string topic)
    {
        if (topic.AsSpan().IndexOfAny('+', '#') >= 0)
            throw MqttViolationException.Protocol("the response topic contains a wildcard");
    }

    /// <summary>A wildcard fills a whole level; # only the last: MQTT 5.0, 4.7.1.</summary>
    /// <example>"a/+/b", "#", "+" and "a/#" are filters; "a/b+", "a#", "#/a" and "" are none.</example>
    public static bool IsFilter(ReadOnlySpan<char> filter)
    {
        if (filter.IsEmpty)
            return false;
        while (true)
        {
            var end = filter.IndexOf('/');
            var level = end < 0 ? filter : filter[..end];
            if (level.Length > 1 && level.IndexOfAny('+', '#') >= 0)
                return false;
            if (level is "#" && end >= 0)
                return false;
            if (end < 0)
                return true;
            filter = filter[(end + 1)..];
        }
    }
}

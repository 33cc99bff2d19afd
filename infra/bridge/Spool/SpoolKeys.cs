using System.Text;
using Confluent.Kafka;

namespace ServerlessIot.Bridge.Spool;

/// <summary>What has an order of its own in the spool: a device, and apart from it a device in a topic other than telemetry.raw. Kafka has no order over topics either.</summary>
internal static class SpoolKeys
{
    /// <summary>The key of a message.</summary>
    /// <param name="message">Its own key is <c>tenant/device</c>.</param>
    /// <param name="topic">Where it goes; null or empty for telemetry.raw.</param>
    public static byte[] Of(Message<byte[], byte[]> message, string? topic) =>
        string.IsNullOrEmpty(topic) ? message.Key : [.. message.Key, 0, .. Encoding.UTF8.GetBytes(topic)];

    /// <summary>Where what has a key goes; null for telemetry.raw.</summary>
    // A device's name has no control characters.
    public static string? TopicOf(byte[] key) => key.AsSpan().IndexOf((byte)0) is >= 0 and var end ? Encoding.UTF8.GetString(key.AsSpan(end + 1)) : null;
}

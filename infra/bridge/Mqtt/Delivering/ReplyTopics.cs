namespace ServerlessIot.Bridge.Mqtt.Delivering;

/// <summary>Topics on which devices reply to commands: <c>replies/{device}</c>, or <c>replies/{device}/{command}</c> for MQTT 3.1.1, which has no correlation data.</summary>
internal static class ReplyTopics
{
    private const string Prefix = "replies/";

    /// <summary>The topic that a device is told to reply on.</summary>
    public static string Of(string device) => Prefix + device;

    /// <summary>Reads a topic; false when it is none for replies.</summary>
    /// <param name="topic">Topic name.</param>
    /// <param name="device">The device that replies.</param>
    /// <param name="command">The command's id; null when the topic does not name it.</param>
    public static bool TryRead(string topic, out string device, out string? command)
    {
        (device, command) = ("", null);
        if (!topic.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        var levels = topic.Split('/');
        device = levels[1];
        command = levels.Length == 3 ? levels[2] : null;
        return levels.Length <= 3 && device.Length > 0;
    }
}

namespace ServerlessIot.Domain.Alerts.Policy;

/// <summary>Names of the channels.</summary>
public static class AlertChannels
{
    /// <summary>Log events.</summary>
    public const string Log = "log";

    /// <summary>A post to an address.</summary>
    public const string Webhook = "webhook";

    /// <summary>A mail through an SMTP server.</summary>
    public const string Email = "email";

    /// <summary>The command that the rule names, to the device.</summary>
    public const string Command = "command";

    /// <summary>In a policy: every channel that is set up.</summary>
    public const string Every = "*";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Log, Webhook, Email, Command];
}

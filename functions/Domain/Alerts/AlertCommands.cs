using ServerlessIot.Domain.Commands;

namespace ServerlessIot.Domain.Alerts;

/// <summary>The command that an alert's rule wants sent to the device. Whoever makes it for the same alert makes the same one.</summary>
public static class AlertCommands
{
    /// <summary>Life of such a command on event time, milliseconds: what happened longer ago calls for no action any more.</summary>
    public const long Life = 5 * 60 * 1000;

    /// <summary>How long its reply may take once the device has it, milliseconds.</summary>
    public const long Timeout = 60 * 1000;

    /// <summary>The command; null when the rule wants none.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="key">Which telling of it: the alert's id for the first. It is the command's id, and so its correlation.</param>
    public static CommandRecord? Of(AlertRecord alert, string key)
    {
        ArgumentNullException.ThrowIfNull(alert);
        if (alert.Action is not { } action) return null;
        var issued = AlertTimes.Last(alert);
        return new CommandRecord
        {
            Id = CommandLimits.IsId(key) ? key : CommandIds.OfKey(alert.Tenant, alert.Device, key),
            Tenant = alert.Tenant,
            Device = alert.Device,
            Command = action,
            Issued = issued,
            Expires = issued + Life,
            Timeout = Timeout,
            Priority = CommandPriorities.Critical,
            By = $"rule {alert.Rule}",
            Key = key,
        };
    }
}

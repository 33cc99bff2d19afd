using System.Text.Json;
using ServerlessIot.Domain.Alerts;

namespace ServerlessIot.Domain.Commands;

/// <summary>
/// The command that an alert asks for (SOURCES 5 and 7: return_to_base, shutdown). Whoever sends it, a bridge at once or a step later, sends the same one: its id is
/// the alert's, so that it is executed once (delivery rule 7).
/// </summary>
public static class AlertCommands
{
    /// <summary>Time after the event in which a device gets it; later it would come as a surprise.</summary>
    public static TimeSpan Life { get; } = TimeSpan.FromMinutes(5);

    /// <summary>How long its reply may take.</summary>
    public static TimeSpan ReplyWithin { get; } = TimeSpan.FromSeconds(30);

    /// <summary>The command, as it is whenever it is asked for; null when the alert asks for none.</summary>
    public static CommandRecord? Of(AlertRecord alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        if (!CommandLimits.IsName(alert.Action)) return null;
        return new CommandRecord
        {
            Id = alert.AlertId,
            Tenant = alert.Tenant,
            Device = alert.Device,
            Command = alert.Action!,
            Payload = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["alert"] = alert.AlertId, ["rule"] = alert.Rule }, DomainJson.Default.DictionaryStringString),
            Issued = alert.Time,
            Expires = alert.Time + (long)Life.TotalMilliseconds,
            Timeout = (long)ReplyWithin.TotalMilliseconds,
            Priority = CommandPriorities.Critical,
        };
    }
}

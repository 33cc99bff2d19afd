using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Steps.Commands;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Notify;

/// <summary>Sends the command that the alert's rule wants to its device, unless it would come too late.</summary>
public sealed class CommandChannel(CommandDesk desk, TimeProvider time) : IAlertChannel
{
    /// <inheritdoc/>
    public string Name => AlertChannels.Command;

    /// <summary>A device that has too many open commands, or another one of the same id, must not stop those of all others.</summary>
    public bool RefusesNotices => true;

    /// <inheritdoc/>
    public bool IsTooLate(Notice notice) => CommandOf(notice) is not { } command || command.Expires <= time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public async Task<string?> SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        if (IsTooLate(notice) || CommandOf(notice) is not { } command) return "the command has expired";
        var asked = await desk.AskAsync(command, cancellationToken);
        return asked.Answer switch
        {
            CommandAnswers.Begun or CommandAnswers.Known => null,
            CommandAnswers.OtherContent => $"the id {command.Id} stands for another command",
            _ => "the device has too many open commands",
        };
    }

    /// <summary>For the first telling the very command that a bridge may have sent by itself; for a later one another, of the breach that it is told for.</summary>
    private static CommandRecord? CommandOf(Notice notice)
    {
        var alert = notice.Alert.Alert;
        if (AlertCommands.Of(alert) is not { } command) return null;
        var id = CommandLimits.IsId(notice.Key) ? notice.Key : CommandIds.OfKey(alert.Tenant, alert.Device, notice.Key);
        var issued = notice.Key == alert.AlertId ? command.Issued : AlertTimes.Last(alert);
        return command with { Id = id, Key = notice.Key, Issued = issued, Expires = issued + command.Expires - command.Issued };
    }
}

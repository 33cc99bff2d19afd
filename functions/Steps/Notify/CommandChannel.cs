using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Steps.Commands;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Notify;

/// <summary>Sends the command that the alert's rule wants to its device, unless it would come too late.</summary>
public sealed class CommandChannel(CommandDesk desk, TimeProvider time) : IAlertChannel
{
    /// <inheritdoc/>
    public string Name => AlertChannels.Command;

    /// <inheritdoc/>
    public async Task<string?> SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        // Nothing is left to do when it has expired.
        if (AlertCommands.Of(notice.Alert.Alert, notice.Key) is not { } command || command.Expires <= time.GetUtcNow().ToUnixTimeMilliseconds()) return null;
        var asked = await desk.AskAsync(command, cancellationToken);
        return asked.Answer switch
        {
            CommandAnswers.Begun or CommandAnswers.Known => null,
            CommandAnswers.OtherContent => $"the id {command.Id} stands for another command",
            _ => "the device has too many open commands",
        };
    }
}

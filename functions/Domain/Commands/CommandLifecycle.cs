using System.Globalization;

namespace ServerlessIot.Domain.Commands;

/// <summary>
/// What happens to a command. Each member gives the document as it is to be, or null when nothing changes: the first terminal state stands,
/// and whatever comes later is late.
/// </summary>
public static class CommandLifecycle
{
    /// <summary>The document of a command that nobody has told yet.</summary>
    public static CommandDocument Open(CommandRecord command) => new()
    {
        Command = command,
        State = CommandStates.Queued,
        Changed = command.Issued,
        Due = DueAt(Math.Min(command.Issued + CommandLimits.TellAgainAfter, command.Expires + CommandLimits.Grace)),
    };

    /// <summary>The log has it.</summary>
    public static CommandDocument? Told(CommandDocument document) =>
        document.Told || !CommandStates.IsOpen(document.State) ? null : document with { Told = true, Due = Deadline(document) };

    /// <summary>The device has it. Its time to reply runs from now on: the bridge's clock is another than that which ends the command, and may be wrong.</summary>
    /// <param name="document">The command as it is.</param>
    /// <param name="time">When, by the bridge's clock, Unix milliseconds; noted as between the command's issue and now.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static CommandDocument? Sent(CommandDocument document, long time, long now)
    {
        if (document.State != CommandStates.Queued) return null;
        var next = document with { State = CommandStates.Sent, Told = true, Sent = Math.Min(Math.Max(time, document.Command.Issued), now), Changed = now };
        return next with { Due = Deadline(next) };
    }

    /// <summary>A reply came.</summary>
    public static CommandDocument? Replied(CommandDocument document, CommandReply reply) =>
        CommandStates.IsOpen(document.State) ? Ended(document, reply.State, reply.Time) with { Reply = reply } : null;

    /// <summary>Time has gone by.</summary>
    /// <param name="document">The command as it is.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static CommandDocument? Overdue(CommandDocument document, long now)
    {
        if (!CommandStates.IsOpen(document.State) || now < LastMoment(document)) return null;
        return Ended(document, document.State == CommandStates.Queued ? CommandStates.Expired : CommandStates.TimedOut, now);
    }

    /// <summary>When an open command ends for its age, if nothing that was written before ends it, Unix milliseconds.</summary>
    public static long LastMoment(CommandDocument document) =>
        CommandLimits.Grace + (document.State == CommandStates.Sent ? document.Changed + document.Command.Timeout : document.Command.Expires);

    /// <summary>A time as <see cref="CommandDocument.Due"/> holds it.</summary>
    public static string DueAt(long time) => time.ToString("D16", CultureInfo.InvariantCulture);

    private static CommandDocument Ended(CommandDocument document, string state, long time) => document with { State = state, Changed = time, Told = true, Due = null };

    private static string Deadline(CommandDocument document) => DueAt(LastMoment(document));
}

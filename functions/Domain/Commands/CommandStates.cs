namespace ServerlessIot.Domain.Commands;

/// <summary>The states of a command's life: queued → sent → one of the others, which are terminal; queued may also end at once.</summary>
public static class CommandStates
{
    /// <summary>Issued; no device has it yet.</summary>
    public const string Queued = "queued";

    /// <summary>The device has acknowledged it, and owes a reply.</summary>
    public const string Sent = "sent";

    /// <summary>The device says that it was done.</summary>
    public const string Succeeded = "succeeded";

    /// <summary>The device says that it was not done, or cannot take it.</summary>
    public const string Failed = "failed";

    /// <summary>The device had it and did not reply in time.</summary>
    public const string TimedOut = "timedOut";

    /// <summary>No device took it in time.</summary>
    public const string Expired = "expired";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Queued, Sent, Succeeded, Failed, TimedOut, Expired];

    /// <summary>Whether a state is not terminal.</summary>
    public static bool IsOpen(string state) => state is Queued or Sent;
}

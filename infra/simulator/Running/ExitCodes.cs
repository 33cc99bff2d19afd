namespace ServerlessIot.Simulator.Running;

/// <summary>Exit codes of the process.</summary>
public static class ExitCodes
{
    /// <summary>Everything published was acknowledged.</summary>
    public const int Success = 0;

    /// <summary>The options are wrong; standard error says which.</summary>
    public const int WrongOptions = 1;

    /// <summary>The series or the ledger's path cannot be used, or the host is unknown.</summary>
    public const int BadInput = 2;

    /// <summary>Messages remain without acknowledgement; they are listed in the log and the ledger.</summary>
    public const int Unacknowledged = 3;
}

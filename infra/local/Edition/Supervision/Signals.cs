using System.Runtime.InteropServices;

namespace ServerlessIot.Edition.Supervision;

/// <summary>POSIX signals to processes that this program started.</summary>
internal static partial class Signals
{
    private const int SigTerm = 15;
    private const int SigKill = 9;

    /// <summary>Asks a process to end; nothing happens when it already has.</summary>
    public static void Terminate(int pid) => _ = Kill(pid, SigTerm);

    /// <summary>Ends a process at once.</summary>
    public static void KillHard(int pid) => _ = Kill(pid, SigKill);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}

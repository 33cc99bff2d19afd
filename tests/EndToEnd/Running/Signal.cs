using System.Diagnostics;

namespace ServerlessIot.EndToEnd.Tests.Running;

/// <summary>Sends signals as a terminal does.</summary>
internal static class Signal
{
    /// <summary>Ctrl-C.</summary>
    public static void Interrupt(int pid) => Send("-INT", pid);

    /// <summary>Asks to end, as an orchestrator does.</summary>
    public static void Terminate(int pid) => Send("-TERM", pid);

    /// <summary>Stops every thread; connections stay open and nothing answers.</summary>
    public static void Stop(int pid) => Send("-STOP", pid);

    /// <summary>Lets a stopped process go on.</summary>
    public static void Continue(int pid) => Send("-CONT", pid);

    /// <summary>kill -9.</summary>
    public static void Kill(int pid) => Send("-KILL", pid);

    private static void Send(string signal, int pid)
    {
        using var kill = Process.Start("kill", [signal, pid.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}

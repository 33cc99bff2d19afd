using System.Diagnostics;

namespace ServerlessIot.EndToEnd.Tests.Running;

/// <summary>Sends signals as a terminal does.</summary>
internal static class Signal
{
    /// <summary>Ctrl-C.</summary>
    public static void Interrupt(int pid) => Send("-INT", pid);

    /// <summary>kill -9.</summary>
    public static void Kill(int pid) => Send("-KILL", pid);

    /// <summary>The process stands still; its connections stay open and nobody answers.</summary>
    public static void Stop(int pid) => Send("-STOP", pid);

    /// <summary>It goes on.</summary>
    public static void Continue(int pid) => Send("-CONT", pid);

    private static void Send(string signal, int pid)
    {
        using var kill = Process.Start("kill", [signal, pid.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}

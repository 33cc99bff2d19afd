using System.Globalization;

namespace ServerlessIot.Bridge.Settings;

/// <summary>How many files, sockets among them, this process may have open: a runtime that finds none left ends the process.</summary>
internal static class OpenFiles
{
    /// <summary>What the process needs beside connections.</summary>
    public const int Spare = 512;

    private const string Limits = "/proc/self/limits";

    /// <summary>Connections that fit; <see cref="int.MaxValue"/> where the system does not say.</summary>
    public static int MostConnections()
    {
        if (!File.Exists(Limits))
            return int.MaxValue;
        var line = File.ReadLines(Limits).FirstOrDefault(l => l.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line?["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var files) ? Math.Max(1, files - Spare) : int.MaxValue;
    }
}

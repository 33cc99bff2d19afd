using System.Globalization;
using ServerlessIot.Faults.Tests.Simulation.Faults;

namespace ServerlessIot.Faults.Tests.Simulation.Running;

/// <summary>What to simulate: environment variables that <c>./test faults</c> sets from its flags.</summary>
internal static class Settings
{
    /// <summary>Seeds of a plain <c>dotnet test</c>.</summary>
    private const int DefaultSeeds = 60;

    /// <summary>SIMULATION_SEEDS, from 1.</summary>
    public static int Seeds => (int)Number("SIMULATION_SEEDS", DefaultSeeds);

    /// <summary>SIMULATION_FIRST: the first seed, 1 unless set.</summary>
    public static long First => Number("SIMULATION_FIRST", 1);

    /// <summary>SIMULATION_EVENTS: events of a seed, 5,000 unless set.</summary>
    public static int Events => (int)Number("SIMULATION_EVENTS", Scenario.DefaultEvents);

    /// <summary>SIMULATION_FAILURES: failing seeds after which the run ends; each is shrunk and shown. 3 unless set.</summary>
    public static int Failures => (int)Number("SIMULATION_FAILURES", 3);

    /// <summary>SIMULATION_SEED: one seed to run with a trace; null = many without.</summary>
    public static long? Seed => Text("SIMULATION_SEED") is null ? null : Number("SIMULATION_SEED", 0);

    /// <summary>SIMULATION_ONLY: the kinds of faults that come, separated by commas; null = the seed's choice.</summary>
    public static FaultKinds? Only => Text("SIMULATION_ONLY") is { } kinds ? Enum.Parse<FaultKinds>(kinds, ignoreCase: true) : null;

    /// <summary>SIMULATION_REPORT: file that figures, failures and traces go to.</summary>
    public static string? Report => Text("SIMULATION_REPORT");

    private static string? Text(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? text : null;

    private static long Number(string name, long otherwise)
    {
        if (Text(name) is not { } text) return otherwise;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw new ArgumentException($"{name} is '{text}', not a number above 0.");
    }
}

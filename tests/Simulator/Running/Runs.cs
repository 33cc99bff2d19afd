using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Simulator.Books;
using ServerlessIot.Simulator.Options;
using ServerlessIot.Simulator.Running;

namespace ServerlessIot.Simulator.Tests.Running;

/// <summary>A run of the simulator in this process: exit code, lines on standard output, ledger.</summary>
internal sealed record Runs(int ExitCode, IReadOnlyList<string> Lines, Ledger Ledger)
{
    public JsonElement Last => JsonDocument.Parse(Lines[^1]).RootElement;

    public static async Task<Runs> RunAsync(SimulatorOptions options, CancellationToken stop = default)
    {
        var file = Path.GetTempFileName();
        try
        {
            using var output = new StringWriter();
            var simulation = new Simulation(options with { Ledger = file, Seed = options.Seed ?? 1 }, TimeProvider.System, TextWriter.Synchronized(output), NullLogger.Instance);
            var exitCode = await simulation.RunAsync(stop).WaitAsync(TimeSpan.FromSeconds(90), CancellationToken.None);
            var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return new Runs(exitCode, lines, await Ledger.ReadAsync(file, CancellationToken.None));
        }
        finally
        {
            File.Delete(file);
        }
    }
}

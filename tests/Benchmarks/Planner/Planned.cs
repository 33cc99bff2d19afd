using ServerlessIot.Plan.Costs;
using ServerlessIot.Plan.Simulation;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Benchmarks.Planner;

/// <summary>The planner's simulation of what the host did.</summary>
internal static class Planned
{
    private const double StepSeconds = 0.05;
    private const int Draws = 9;
    private const double Golden = 0.6180339887498949;
    private const int StepsPerSample = (int)(Sample.Every / StepSeconds);

    /// <summary>Simulates the functions one after another, several times: where partitions move is up to chance.</summary>
    /// <param name="functions">The functions, the first of which reads the load.</param>
    /// <param name="costs">What work costs, with an entry for each function.</param>
    /// <param name="measured">How instances start, and the cores that they share.</param>
    /// <param name="round">The load as it was written, and when the host had started.</param>
    /// <param name="seconds">How long.</param>
    public static IReadOnlyList<IReadOnlyDictionary<string, List<Sample>>> Run(IReadOnlyList<FunctionSize> functions, Func<string, Costs> costs, Measured measured, Round round, double seconds) =>
        [.. Enumerable.Range(0, Draws).Select(draw => Run(functions, costs, measured, round, seconds, draw))];

    private static Dictionary<string, List<Sample>> Run(IReadOnlyList<FunctionSize> functions, Func<string, Costs> costs, Measured measured, Round round, double seconds, int draw)
    {
        var machine = new Machine(measured.Cores);
        var runs = functions.Select((function, i) => new FunctionRun(
            function, costs(function.Name), costs(function.Name).Steps[function.Name], new Flow(), StepSeconds, cores: 1,
            phase: ((draw * functions.Count) + i) * Golden % 1, assigned: measured.Moves.FirstSeconds, machine: machine)).ToList();
        var samples = functions.ToDictionary(function => function.Name, _ => new List<Sample>());
        var first = (int)Math.Round(round.Up / StepSeconds);
        for (var step = 0; (step - first) * StepSeconds < seconds; step++)
        {
            double until = (step + 1) * StepSeconds, time = (step + 1 - first) * StepSeconds, before = round.Load.By(time - StepSeconds);
            for (var i = 0; i < runs.Count; i++)
            {
                runs[i].Input.Add(until, i == 0 ? round.Load.By(time) - before : runs[i - 1].Completed(step));
                runs[i].Advance(step, until, 0);
                if (step >= first && (step - first) % StepsPerSample == 0) samples[functions[i].Name].Add(new Sample(time, runs[i].Instances, runs[i].Lag, runs[i].Counters.Records, runs[i].Counters.Batches));
            }
        }

        return samples;
    }
}

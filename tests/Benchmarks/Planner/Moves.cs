using System.Globalization;
using System.Text.RegularExpressions;
using ServerlessIot.Plan.Costs;

namespace ServerlessIot.Benchmarks.Planner;

/// <summary>How long the local host takes for more and for fewer instances.</summary>
/// <param name="StartSeconds">From the decision until a new instance is up, and joins its group, in s.</param>
/// <param name="FirstSeconds">From when the first instance of a host is up until it has partitions, in s.</param>
/// <param name="LeaveSeconds">From the decision for fewer until the partitions have moved, in s.</param>
internal sealed partial record Moves(double StartSeconds, double FirstSeconds, double LeaveSeconds)
{
    /// <summary>Reads the host's log, up to its present end.</summary>
    public static Moves Read(string log)
    {
        var (starts, firsts, leaves) = (new List<double>(), new List<double>(), new List<double>());
        var (more, fewer, alone) = (new Dictionary<string, double>(), new Dictionary<string, double>(), new Dictionary<string, double>());
        using var reader = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (reader.ReadLine() is { } line)
        {
            // Another host: what it starts with nobody decided.
            if (line.Contains("ServerlessIot.Host[4001]", StringComparison.Ordinal)) more.Clear();
            if (Decision().Match(line) is { Success: true } decision)
            {
                (Number(decision, 4) > Number(decision, 3) ? more : fewer)[decision.Groups[2].Value] = Seconds(decision);
            }
            else if (Started().Match(line) is { Success: true } start)
            {
                if (more.TryGetValue(start.Groups[2].Value, out var decided)) starts.Add(Seconds(start) - decided);
                else alone[start.Groups[2].Value] = Seconds(start);
            }
            else if (Assigned().Match(line) is { Success: true } assigned)
            {
                if (alone.Remove(assigned.Groups[2].Value, out var since)) firsts.Add(Seconds(assigned) - since);
                if (fewer.Remove(assigned.Groups[2].Value, out since)) leaves.Add(Seconds(assigned) - since);
            }
        }

        if (starts.Count == 0 || leaves.Count == 0) throw new InvalidOperationException($"The host did not scale out and in: {log}.");
        return new Moves(starts.Average(), firsts.Average(), leaves.Average());
    }

    /// <summary>The planner's costs with these in place of the platform's; the heartbeat is the host's as well.</summary>
    public Costs Into(Costs costs, double lookEverySeconds) =>
        costs with { Platform = costs.Platform with { LookEverySeconds = lookEverySeconds, StartSeconds = StartSeconds, StartSpreadSeconds = 0, LeaveSeconds = LeaveSeconds } };

    /// <summary>When the host that runs at a time of day started its first instances, a time of day, both in s.</summary>
    public static double UpBefore(string log, double time)
    {
        var up = double.NaN;
        using var reader = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (reader.ReadLine() is { } line)
        {
            if (Started().Match(line) is { Success: true } started && Seconds(started) <= time) up = Seconds(started);
        }

        return double.IsNaN(up) ? throw new InvalidOperationException($"The host has no instance: {log}.") : up;
    }

    private static double Seconds(Match match) => TimeSpan.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture).TotalSeconds;

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\S+) info: ServerlessIot\.Host\[4038\] (\w+): lag \d+, from (\d+) to (\d+) instances")]
    private static partial Regex Decision();

    [GeneratedRegex(@"^(\S+) info: ServerlessIot\.Host\[4042\] (\w+) #(\d+): started")]
    private static partial Regex Started();

    [GeneratedRegex(@"^(\S+) info: ServerlessIot\.Host\[4030\] (\w+) #(\d+): partitions")]
    private static partial Regex Assigned();
}

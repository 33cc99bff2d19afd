using System.Globalization;
using System.Text.RegularExpressions;
using ServerlessIot.Plan.Costs;

namespace ServerlessIot.Benchmarks.Planner;

/// <summary>How long the local host takes from a decision of its scaler until the partitions have moved: members of a group notice at their next heartbeat.</summary>
/// <param name="StartSeconds">To more instances, in s.</param>
/// <param name="LeaveSeconds">To fewer, in s.</param>
internal sealed partial record Moves(double StartSeconds, double LeaveSeconds)
{
    /// <summary>Reads the host's log, up to its present end.</summary>
    public static Moves Read(string log)
    {
        var (starts, leaves) = (new List<double>(), new List<double>());
        var decided = new Dictionary<string, (double Time, bool More)>();
        using var reader = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (reader.ReadLine() is { } line)
        {
            if (Decision().Match(line) is { Success: true } decision)
            {
                decided[decision.Groups[2].Value] = (Seconds(decision), Number(decision, 4) > Number(decision, 3));
            }
            else if (Assigned().Match(line) is { Success: true } assigned && decided.Remove(assigned.Groups[2].Value, out var since))
            {
                (since.More ? starts : leaves).Add(Seconds(assigned) - since.Time);
            }
        }

        if (starts.Count == 0 || leaves.Count == 0) throw new InvalidOperationException($"The host did not scale out and in: {log}.");
        return new Moves(starts.Average(), leaves.Average());
    }

    /// <summary>The planner's costs with these in place of the platform's.</summary>
    public Costs Into(Costs costs, double lookEverySeconds) =>
        costs with { Platform = costs.Platform with { LookEverySeconds = lookEverySeconds, StartSeconds = StartSeconds, StartSpreadSeconds = 0, RebalanceSeconds = 0, LeaveSeconds = LeaveSeconds } };

    private static double Seconds(Match match) => TimeSpan.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture).TotalSeconds;

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\S+) info: ServerlessIot\.Host\[4038\] (\w+): lag \d+, from (\d+) to (\d+) instances")]
    private static partial Regex Decision();

    [GeneratedRegex(@"^(\S+) info: ServerlessIot\.Host\[4030\] (\w+) #\d+: partitions")]
    private static partial Regex Assigned();
}

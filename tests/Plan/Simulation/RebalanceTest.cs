using ServerlessIot.Plan.Simulation;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan.Tests.Simulation;

/// <summary>Partitions that move: what their former owner had gathered and not handed over is read again by the new one.</summary>
public sealed class RebalanceTest
{
    private const double StepSeconds = 0.05;

    [Fact]
    public void What_was_gathered_of_a_moved_partition_waits_for_a_window_of_its_new_owner()
    {
        // One window of 30 s; the second instance comes after 23 s, takes half of the partitions 3 s later, and has a longer window left.
        double alone = Executed(most: 1), moved = Executed(most: 2);
        Assert.InRange(alone, 2_900, 3_100);
        Assert.InRange(moved, alone * 0.4, alone * 0.6);

        static double Executed(int most) => Run(30, threshold: 1_900, most, _ => 100, seconds: 33).Counters.Records;
    }

    [Fact]
    public void Nothing_is_left_out_and_nothing_counts_twice_however_often_partitions_move()
    {
        var run = Run(2, threshold: 500, most: 7, time => time < 600 && time % 120 < 40 ? 1_000 : 10, seconds: 700);
        Assert.InRange(run.Counters.Stops, 3, 100);
        // 10 a second until the end: a window's worth is not executed yet, and of what is, the last 0.2 s are not committed.
        Assert.InRange(run.Input.Total - run.Counters.Records, 0, 30);
        Assert.InRange(run.Lag, 0, 35);
    }

    private static FunctionRun Run(int interval, long threshold, int most, Func<double, double> recordsPerSecond, int seconds)
    {
        var settings = OneInstance.Tuned(10_000) with { SubscriberIntervalInSeconds = interval };
        var run = new FunctionRun(new FunctionSize("One", "app", "Topic", 8, 1, most, 2048, threshold, settings), Files.Costs, OneInstance.Nothing, new Flow(), StepSeconds);
        for (var step = 0; step * StepSeconds < seconds; step++)
        {
            run.Input.Add((step + 1) * StepSeconds, recordsPerSecond(step * StepSeconds) * StepSeconds);
            run.Advance(step, (step + 1) * StepSeconds, 0);
        }

        return run;
    }
}

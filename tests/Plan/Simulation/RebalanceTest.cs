using ServerlessIot.Plan.Simulation;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan.Tests.Simulation;

/// <summary>Partitions that move: members give up all they have, and what was gathered and not committed is read again.</summary>
public sealed class RebalanceTest
{
    private const double StepSeconds = 0.05;

    [Fact]
    public void What_was_gathered_of_a_moved_partition_waits_for_a_window_of_its_new_owner()
    {
        // One window of 30 s; the second instance is up after 22.4 s, takes half of the partitions at the heartbeat of second 24, and has a longer window left.
        double alone = Committed(Second(most: 1, seconds: 33)), moved = Committed(Second(most: 2, seconds: 33));
        Assert.InRange(alone, 2_900, 3_100);
        Assert.InRange(moved, alone * 0.45, alone * 0.55);
    }

    [Fact]
    public void What_was_gathered_is_executed_all_the_same_and_comes_twice_of_partitions_that_are_kept() =>
        // 2,400 until second 24, and all of its own half from the beginning.
        Assert.InRange(Second(most: 2, seconds: 33).Counters.Records, 3_825, 3_975);

    [Fact]
    public void Windows_begin_when_an_instance_is_up_and_not_when_it_has_partitions()
    {
        // The second's first window ends 30 s after second 22.4.
        Assert.InRange(Committed(Second(most: 2, seconds: 52)), 1_400, 1_600);
        Assert.InRange(Committed(Second(most: 2, seconds: 53.5)), 1_500 + 2_500, 1_500 + 2_700);
    }

    [Fact]
    public void Windows_that_begin_with_the_looks_at_the_lag_are_seen_when_they_are_full()
    {
        Assert.InRange(LagAtSecondSix(assigned: 0.1), 590, 610);
        Assert.InRange(LagAtSecondSix(assigned: null), 290, 320);

        // Windows of 3 s, a look every 2 s, so the look at second 6 meets the end of a window; else a window may have ended at 4.5.
        static long LagAtSecondSix(double? assigned)
        {
            var looks = new List<(double Time, long Lag)>();
            var costs = Files.Costs with { Platform = Files.Costs.Platform with { LookEverySeconds = 2, CommitDelaySeconds = 0.2 } };
            var size = new FunctionSize("One", "app", "Topic", 8, 1, 1, 2048, 1_000, OneInstance.Tuned(10_000) with { SubscriberIntervalInSeconds = 3 });
            var run = new FunctionRun(size, costs, OneInstance.Nothing, new Flow(), StepSeconds, phase: 0.5, assigned: assigned) { Looked = (time, lag, _) => looks.Add((time, lag)) };
            Go(run, _ => 200, 7);
            return looks.Single(look => look.Time is > 5.5 and < 6.5).Lag;
        }
    }

    [Fact]
    public void Instances_that_share_a_machine_wait_for_its_cores()
    {
        var machine = new Machine(2);
        Assert.Equal([2, 2, 4, 11], new[] { (0.0, 2.0), (0, 2), (1, 2), (10, 1) }.Select(work => machine.Done(work.Item1, work.Item2)));
    }

    [Fact]
    public void Nothing_is_left_out_and_nothing_counts_twice_however_often_partitions_move()
    {
        var run = Run(2, threshold: 500, most: 7, time => time < 600 && time % 120 < 40 ? 1_000 : 10, seconds: 700);
        Assert.InRange(run.Counters.Stops, 3, 100);
        // 10 a second until the end: a window's worth is not executed yet, and of what is, the last 0.2 s are not committed.
        Assert.InRange(run.Input.Total - run.Counters.Committed, 0, 35);
        Assert.InRange(run.Lag, 0, 35);
        Assert.InRange(run.Counters.Records, run.Counters.Committed, run.Counters.Committed * 1.3);
    }

    private static FunctionRun Second(int most, double seconds) => Run(30, threshold: 1_900, most, _ => 100, seconds);

    private static double Committed(FunctionRun run) => run.Input.Total - run.Lag;

    private static FunctionRun Run(int interval, long threshold, int most, Func<double, double> recordsPerSecond, double seconds)
    {
        var settings = OneInstance.Tuned(10_000) with { SubscriberIntervalInSeconds = interval };
        var run = new FunctionRun(new FunctionSize("One", "app", "Topic", 8, 1, most, 2048, threshold, settings), Files.Costs, OneInstance.Nothing, new Flow(), StepSeconds);
        Go(run, recordsPerSecond, seconds);
        return run;
    }

    private static void Go(FunctionRun run, Func<double, double> recordsPerSecond, double seconds)
    {
        for (var step = 0; step * StepSeconds < seconds; step++)
        {
            run.Input.Add((step + 1) * StepSeconds, recordsPerSecond(step * StepSeconds) * StepSeconds);
            run.Advance(step, (step + 1) * StepSeconds, 0);
        }
    }
}

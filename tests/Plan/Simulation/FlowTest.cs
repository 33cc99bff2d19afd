using ServerlessIot.Plan.Simulation;

namespace ServerlessIot.Plan.Tests.Simulation;

public sealed class FlowTest
{
    [Fact]
    public void Counts_and_times_are_on_one_line()
    {
        var flow = new Flow();
        flow.Add(1, 10);
        flow.Add(2, 0);
        flow.Add(3, 30);
        Assert.Equal([0, 5, 10, 10, 25, 40, 40], new double[] { 0, 0.5, 1, 1.5, 2.5, 3, 9 }.Select(flow.CountAt));
        Assert.Equal([0, 0.5, 1, 2.5, 3, 3], new double[] { 0, 5, 10, 25, 40, 99 }.Select(flow.TimeOf));
    }

    [Fact]
    public void Every_record_is_found_in_a_long_line()
    {
        var flow = new Flow();
        for (var step = 1; step <= 5_000; step++) flow.Add(step * 0.25, step % 7);
        for (var time = 0.1; time < flow.End; time += 0.37)
        {
            var count = flow.CountAt(time);
            Assert.Equal(count, flow.CountAt(flow.TimeOf(count)), 6);
        }
    }
}

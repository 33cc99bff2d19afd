using ServerlessIot.Edition.Figures;
using ServerlessIot.Edition.Fleet;

namespace ServerlessIot.EndToEnd.Tests.Figures;

public sealed class FiguresTest
{
    [Fact]
    public void Samples_of_a_metric_are_summed_over_their_labels()
    {
        var sums = PrometheusReader.Sums("""
            # HELP received_total Messages
            # TYPE received_total counter
            received_total{qos="0"} 3
            received_total{qos="1",note="a } in a text"} 4 1700000000000
            up 1
            odd NaN
            broken line here
            """);

        Assert.Equal(7, sums["received_total"]);
        Assert.Equal(1, sums["up"]);
        Assert.False(sums.ContainsKey("broken"));
    }

    [Fact]
    public void The_simulators_lines_are_read_and_anything_else_is_passed_over()
    {
        var lines = new FleetLines();
        lines.Read("ready");
        lines.Read("{\"elapsed\":1.0,\"publi");
        Assert.Null(lines.Latest);

        lines.Read("""{"elapsed":1.0,"published":20,"acknowledged":18,"inFlight":2}""");

        Assert.Equal(new FleetFigures(20, 18), lines.Latest);
    }
}

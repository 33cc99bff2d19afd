using ServerlessIot.Plan.Input;

namespace ServerlessIot.Plan.Tests.Input;

public sealed class DailyCurveTest
{
    [Fact]
    public void Every_curve_averages_one() => Assert.All(DailyCurve.Presets, curve => Assert.Equal(1, curve.Factors.Average(), 9));

    [Theory]
    [InlineData("flat", 1)]
    [InlineData("OFFICE", 1.97530864)]
    [InlineData("0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,7", 24)]
    public void The_busiest_hour_is_found(string text, double highest) => Assert.Equal(highest, DailyCurve.Parse(text).Highest, 6);

    [Theory]
    [InlineData("weekend")]
    [InlineData("1,2,3")]
    [InlineData("0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0")]
    [InlineData("-1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,9")]
    public void What_is_no_curve_is_refused(string text) => Assert.Throws<PlanException>(() => DailyCurve.Parse(text));
}

using System.Text.RegularExpressions;
using ServerlessIot.Plan.Bill;

namespace ServerlessIot.Plan.Tests.Bill;

/// <summary>The price file, and what is counted of the templates.</summary>
public sealed partial class PricesTest
{
    private static readonly Prices Prices = Prices.Read(Files.Repository.Prices);

    [Fact]
    public void Every_price_has_a_unit_and_a_source()
    {
        Assert.NotEmpty(Prices.Items);
        Assert.All(Prices.Items.Values, price => Assert.True(price is { Amount: > 0, Free: >= 0, Unit.Length: > 0, Source.Length: > 0 }));
        Assert.Contains("check them", File.ReadAllText(Files.Repository.Prices), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_free_is_taken_off_once()
    {
        Assert.Equal(0, Prices.Of("functions.onDemand", 100_000));
        Assert.Equal(26, Prices.Of("functions.onDemand", 1_100_000), 6);
        Assert.Throws<PlanException>(() => Prices.Of("moon.dust", 1));
    }

    [Fact]
    public void Alarms_are_counted_as_the_templates_make_them()
    {
        var alarms = File.ReadAllText(Path.Combine(Files.Repository.Root, "bicep", "modules", "alerts.bicep"));
        Assert.Equal(Query().Count(alarms), Prices.Fixed.LogRules);
        Assert.Equal(Metric().Count(alarms), Prices.Fixed.MetricRules);
    }

    [GeneratedRegex("^    query: '", RegexOptions.Multiline)]
    private static partial Regex Query();

    [GeneratedRegex("'Microsoft.Insights/metricAlerts@")]
    private static partial Regex Metric();
}

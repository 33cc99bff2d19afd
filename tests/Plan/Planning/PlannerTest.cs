using System.Text.Json.Nodes;
using ServerlessIot.Plan.Bill;
using ServerlessIot.Plan.Input;
using ServerlessIot.Plan.Output;
using ServerlessIot.Plan.Planning;
using ServerlessIot.Plan.Simulation;
using Xunit.Abstractions;

namespace ServerlessIot.Plan.Tests.Planning;

/// <summary>Plans for the loads of the sizes.</summary>
public sealed class PlannerTest(ITestOutputHelper output)
{
    /// <summary>Fewer, smaller, later: what brings the smallest size's bill down, at the price of results half a minute later.</summary>
    private const string Prompt = """
        {"apps":{"stream":{"memory":2048,"intervalSeconds":1},"persist":{"memory":2048,"intervalSeconds":3},"react":{"memory":2048},"ops":{"memory":2048}},
         "partitions":{"Raw":4,"Valid":4,"Alerts":2,"Aggregates":2}}
        """;

    private static readonly Planner Planner = new(Files.Costs, Prices.Read(Files.Repository.Prices));

    [Theory]
    [InlineData(10, "dev")]
    [InlineData(10_000, "10k")]
    [InlineData(100_000, "100k")]
    [InlineData(500_000, "500k")]
    public void A_size_keeps_up_with_its_load_all_day(double messagesPerSecond, string size)
    {
        var plan = Plan(messagesPerSecond, size);
        output.WriteLine(FormattableString.Invariant($"figures: {messagesPerSecond:N0} messages/s: ${plan.Bill.Total:N0} a month, idle ${plan.Idle.Total:N0}, always on ${plan.Bill.AlwaysOn:N0}"));
        foreach (var function in plan.Functions)
        {
            var day = function.Day.Day;
            Assert.InRange(day.Most, 0, Math.Min(function.Day.Size.Partitions, function.Day.Size.Maximum));
            Assert.True(day.Fewest >= function.Day.Size.AlwaysReady);
            Assert.DoesNotContain(plan.Warnings, warning => warning.Contains("records behind", StringComparison.Ordinal));
        }

        // Everything that arrives goes through every step: within a quarter, since the simulated hours' ends are open.
        // What Validate executes again it writes again.
        foreach (var name in (string[])["Validate", "Alert", "Aggregate", "Store", "Track"])
        {
            var (function, validate) = (Day(name), Day("Validate"));
            var arrives = name == "Validate" ? messagesPerSecond : messagesPerSecond * validate.Records / validate.Committed;
            output.WriteLine(FormattableString.Invariant($"figures: {name}: executed again {(function.Records / function.Committed) - 1:P1}"));
            Assert.InRange(function.Committed / function.Seconds, messagesPerSecond * 0.95, (arrives * 1.05) + 1);
            Assert.InRange(function.Records / function.Committed, 0.99, 1.3);
        }

        Assert.True(plan.Bill.Total > plan.Idle.Total);
        Assert.True(plan.Idle.Total > 0);
        Assert.All(plan.Bill.Lines, line => Assert.True(line.Amount >= 0));
        Counters Day(string name) => plan.Functions.Single(each => each.Day.Size.Name == name).Day.Day;
    }

    /// <summary>What a month of dev costs, and what prompter results would; README names the figures.</summary>
    [Fact]
    public void The_smallest_size_costs_less_than_sixty_dollars_beside_what_is_always_on()
    {
        var (asItIs, prompt) = (Plan(10, "dev"), Plan(10, "dev", Prompt));
        output.WriteLine(FormattableString.Invariant($"figures: dev: ${asItIs.Bill.Total:N2} a month, without always-on parts ${Rest(asItIs.Bill):N2}, idle without them ${Rest(asItIs.Idle):N2}"));
        output.WriteLine(FormattableString.Invariant($"figures: dev, prompter: ${prompt.Bill.Total:N2} a month, without always-on parts ${Rest(prompt.Bill):N2}, idle without them ${Rest(prompt.Idle):N2}"));
        Assert.True(Rest(asItIs.Bill) < 60);
        Assert.True(Rest(asItIs.Idle) < 30);
        Assert.True(Rest(prompt.Bill) > 5 * Rest(asItIs.Bill), "Then README's Planning section has to say so.");
    }

    [Fact]
    public void The_same_input_makes_the_same_plan() => Assert.Equal(PlanJson.Write(Plan(2_000, "10k")), PlanJson.Write(Plan(2_000, "10k")));

    [Fact]
    public void More_always_ready_instances_calm_a_restless_function()
    {
        var restless = Plan(10_000, "10k");
        var calm = Plan(10_000, "10k", """{"apps":{"stream":{"alwaysReady":{"Validate":3,"Alert":4}},"persist":{"alwaysReady":{"Aggregate":8,"Store":8}}}}""");
        Assert.Contains(restless.Warnings, warning => warning.Contains("Store", StringComparison.Ordinal) && warning.Contains("times an hour", StringComparison.Ordinal));
        Assert.DoesNotContain(calm.Warnings, warning => warning.Contains("Store", StringComparison.Ordinal) && warning.Contains("times an hour", StringComparison.Ordinal));
        Assert.True(Late(calm) < Late(restless));
        static double Late(PlanResult plan) => plan.Functions.Single(each => each.Day.Size.Name == "Store").Day.Latency.Quantile(0.99);
    }

    [Fact]
    public void What_is_too_small_is_said_with_what_to_change()
    {
        var plan = Plan(40_000, "10k", """{"partitions":{"Raw":1,"Valid":1}}""");
        Assert.Contains(plan.Limits, limit => limit.Factor < 1 && limit.What.StartsWith("Event Hubs", StringComparison.Ordinal) && limit.Change.Contains("eventHubs.tier", StringComparison.Ordinal));
        Assert.Contains(plan.Limits, limit => limit.Factor < 1 && limit.What.StartsWith("Track", StringComparison.Ordinal) && limit.Change.Contains("partitions.Valid", StringComparison.Ordinal));
        Assert.Contains(plan.Limits, limit => limit.Factor < 1 && limit.What.StartsWith("Cosmos container twins", StringComparison.Ordinal) && limit.Change.Contains("cosmos.mostUnits.twins", StringComparison.Ordinal));
        Assert.Contains(plan.Warnings, warning => warning.Contains("records behind", StringComparison.Ordinal));
        Assert.Equal(3_600, plan.SecondsPerHour);
    }

    [Fact]
    public void As_many_partitions_as_are_needed_are_enough()
    {
        var load = new Load { MessagesPerSecond = 60_000 };
        var size = Files.Sizes.Read("100k", partitions: 1);
        var needed = Planner.PartitionsNeeded(load, size);
        Assert.InRange(needed, 2, 63);
        Assert.DoesNotContain(Planner.Plan(load, Files.Sizes.Read("100k", partitions: needed)).Warnings, warning => warning.Contains("records behind", StringComparison.Ordinal));
    }

    [Fact]
    public void Instances_follow_the_day()
    {
        var day = Planner.Plan(new Load { MessagesPerSecond = 5_000, Curve = DailyCurve.Office }, Files.Sizes.Read("10k")).Functions.Single(each => each.Day.Size.Name == "Store").Day;
        var hours = day.Hours.Select(hour => hour.InstanceSeconds / hour.Seconds).ToArray();
        Assert.True(hours[11] > hours[2] + 1);
    }

    [Fact]
    public void A_text_names_every_function_service_and_limit()
    {
        var text = new StringWriter();
        var plan = Plan(10, "dev");
        new PlanText(text).Write(plan);
        Assert.All(plan.Functions, function => Assert.Contains(function.Day.Size.Name, text.ToString(), StringComparison.Ordinal));
        Assert.All(plan.Bill.Services, service => Assert.Contains(service.Service, text.ToString(), StringComparison.Ordinal));
        Assert.Contains("breaks first", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("check them", text.ToString(), StringComparison.Ordinal);
    }

    private static PlanResult Plan(double messagesPerSecond, string size, string? changes = null) => Planner.Plan(
        new Load { MessagesPerSecond = messagesPerSecond }, Files.Sizes.Read(size, changes is null ? null : JsonNode.Parse(changes)!.AsObject()), 120);

    private static double Rest(MonthlyBill bill) => bill.Total - bill.AlwaysOn;
}

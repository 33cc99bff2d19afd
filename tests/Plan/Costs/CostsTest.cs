using System.Text.Json.Nodes;

namespace ServerlessIot.Plan.Tests.Costs;

public sealed class CostsTest
{
    [Fact]
    public void Every_group_and_step_names_its_source()
    {
        var costs = JsonNode.Parse(File.ReadAllText(Files.Repository.Costs))!.AsObject();
        Assert.All(costs.Where(group => group.Key is not ("about" or "steps")), group => Assert.NotEmpty((string)group.Value!["source"]!));
        Assert.All(costs["steps"]!.AsObject(), step => Assert.NotEmpty((string)step.Value!["source"]!));
    }

    [Fact]
    public void Larger_payloads_take_longer_where_they_are_read()
    {
        var (small, large) = (Files.Costs.For(150), Files.Costs.For(10_150));
        Assert.Equal(Files.Costs.Steps["Validate"], small.Steps["Validate"]);
        Assert.Equal(small.Steps["Validate"].CpuMicrosPerRecord + (small.Steps["Validate"].CpuNanosPerByte * 10), large.Steps["Validate"].CpuMicrosPerRecord, 9);
        Assert.Equal(small.Steps["Notify"].CpuMicrosPerRecord, large.Steps["Notify"].CpuMicrosPerRecord);
    }

    [Theory]
    [InlineData("platform", "lookEverySeconds", "platform.lookEverySeconds must be above 0")]
    [InlineData("trigger", "gatherMicrosPerRecord", "trigger.gatherMicrosPerRecord must be above 0")]
    public void Zeros_that_would_stop_the_clock_are_refused(string group, string name, string expected)
    {
        var costs = JsonNode.Parse(File.ReadAllText(Files.Repository.Costs))!;
        costs[group]![name] = 0;
        Assert.Contains(expected, Refusal(costs.ToJsonString()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_that_is_unknown_or_missing_is_named()
    {
        var costs = JsonNode.Parse(File.ReadAllText(Files.Repository.Costs))!;
        costs["trigger"]!["fetchMicros"] = 1;
        Assert.Contains("fetchMicros", Refusal(costs.ToJsonString()), StringComparison.Ordinal);
        costs = JsonNode.Parse(File.ReadAllText(Files.Repository.Costs))!;
        costs.AsObject().Remove("waits");
        Assert.Contains("waits", Refusal(costs.ToJsonString()), StringComparison.Ordinal);
        Assert.Contains("no JSON", Refusal("{"), StringComparison.Ordinal);
    }

    private static string Refusal(string content)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, content);
            return Assert.Throws<PlanException>(() => Plan.Costs.Costs.Read(file)).Message;
        }
        finally
        {
            File.Delete(file);
        }
    }
}

using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using ServerlessIot.Ops.CommandLine;
using ServerlessIot.Steps.Rules.Trials;

namespace ServerlessIot.Ops.Tests.CommandLine;

public sealed class RulesCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("serverlessiot-rules-").FullName;
    private readonly StringWriter output = new(CultureInfo.InvariantCulture);
    private readonly StringWriter error = new(CultureInfo.InvariantCulture);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_good_file_is_counted()
    {
        Assert.Equal(0, await RunAsync("check", Write("""{"version":4,"rules":[{"id":"hot","kind":"threshold","measure":"t","above":1,"severity":1}]}""")));
        Assert.StartsWith("1 rules, version 4", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_is_told_with_file_line_and_reason()
    {
        Assert.Equal(1, await RunAsync("check", Write("{\n\"version\":4,\n\"rules\":[{\"id\":\"hot\"}]}")));
        Assert.Equal("rules.json, line 3: rules[0] needs a severity from 1 to 5, or a level.", error.ToString().Trim());
        Assert.Equal(1, await RunAsync("check", Path.Combine(folder, "none.json")));
        Assert.Contains("none.json cannot be read", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("default", "\"temperature-critical\"")]
    [InlineData("schema", "")]
    public async Task What_ships_is_printed(string command, string holds)
    {
        Assert.Equal(0, await RunAsync(command));
        Assert.Contains(holds, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_that_is_none_is_told_before_anything_is_read()
    {
        Assert.Equal(1, await RunAsync("dry-run", Write("""{"version":1,"rules":[]}"""), "--tenant", "demo", "--from", "yesterday"));
        Assert.DoesNotContain("events", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_shows_every_rule_and_that_it_is_not_all()
    {
        var alert = new TrialAlert("d", 1_763_600_000_000, 1_763_600_000_000, null, 5, "d is hot");
        TrialText.Write(output, new TrialReport(1, 1_234, 1, 1, false, [new RuleTrial("hot", 1, 1, 17, [alert]), new RuleTrial("cold", 0, 0, 0, [])]));
        var lines = output.ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.Equal("1,234 events, 1 alerts on 1 devices — not all: a bound ended it (--rows, or 100,000 alerts)", lines[0]);
        Assert.Equal("hot                                     1        1         17  2025-11-20 00:53:20Z d is hot", lines[3]);
        Assert.Equal("cold                                    0        0          0", lines[4]);
    }

    private string Write(string text)
    {
        var path = Path.Combine(folder, "rules.json");
        File.WriteAllText(path, text);
        return path;
    }

    private Task<int> RunAsync(params string[] words) =>
        RulesCommand.Make(() => new ServiceCollection().BuildServiceProvider(), output, error).Parse(words).InvokeAsync(new() { Output = output, Error = error });
}

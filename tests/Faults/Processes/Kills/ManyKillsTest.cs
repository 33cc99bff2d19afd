using System.Globalization;
using ServerlessIot.EndToEnd.Tests.Running;
using Xunit.Abstractions;

namespace ServerlessIot.Faults.Tests.Processes.Kills;

/// <summary>kill -9 of bridge, host and broker, independently of each other and so also at once, run after run until there were enough.</summary>
[Trait("Length", "Long")]
public sealed class ManyKillsTest(ITestOutputHelper output)
{
    /// <summary>Set by <c>./test faults --kills N</c>.</summary>
    private const string Setting = "Faults__Kills";

    private const int Usual = 100;
    private static readonly string[] Parts = ["bridge", "host", "broker"];

    [Fact]
    public async Task Bridge_host_and_broker_die_over_and_over()
    {
        var wanted = int.Parse(Environment.GetEnvironmentVariable(Setting) ?? $"{Usual}", NumberStyles.None, CultureInfo.InvariantCulture);
        var kills = Parts.ToDictionary(part => part, _ => 0);
        while (kills.Values.Sum() < wanted)
        {
            await using var edition = EditionProcess.Start(
                "--for", "90s", "--rate", "300", "--devices", "100", "--kill", "bridge:4s", "--kill", "host:10s", "--kill", "broker:5s", "--drain-timeout", "240s");

            var books = await Balance.DemandAsync(edition, 5_000, TimeSpan.FromMinutes(10));

            foreach (var part in Parts)
            {
                var count = edition.Output.Split('\n').Count(line => line.Contains($"kill -9 {part} ", StringComparison.Ordinal));
                Assert.True(count > 0, edition.Output);
                kills[part] += count;
            }

            output.WriteLine($"figures: {string.Join(", ", kills.Select(pair => $"{pair.Key} killed {pair.Value} times"))} so far; this run: {Balance.Line(books)}");
        }

        Assert.True(kills.Values.Sum() >= wanted);
        output.WriteLine($"figures: {kills.Values.Sum()} kills in all: every book balanced");
    }
}

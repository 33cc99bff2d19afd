using System.Text.Json.Nodes;
using ServerlessIot.Plan.Archive;
using ServerlessIot.Plan.Bill;
using ServerlessIot.Plan.Commands;
using ServerlessIot.Plan.Input;
using ServerlessIot.Plan.Output;

namespace ServerlessIot.Plan.Tests.Archive;

/// <summary>Every number of the files moves what is told, and nothing but they does.</summary>
public sealed class SensitivityTest
{
    // Months kept so short that each tier is left within ten years, and too early.
    private static readonly ArchiveSettings Short = new(7, 40, 100, 150, 0.5, 100_000);

    private static readonly ArchiveRequest[] Requests =
    [
        new(), new() { Load = new Load { MessagesPerSecond = 2_000, Devices = 200_000, PayloadBytes = 1_000 }, Row = "vehicle" },
        new() { Load = new Load { MessagesPerSecond = 2_000, PayloadBytes = 1_000 }, Row = "event" },
        new() { Load = new Load { MessagesPerSecond = 2_000, PayloadBytes = 1_000 }, Row = "reading" },
        // Rows so far apart that the second of the measured spacings counts alone.
        new() { Load = new Load { MessagesPerSecond = 10, Devices = 20_000 }, Row = "vehicle" },
    ];

    // So small and so large that a limit which this load does not reach is reached.
    private static readonly double[] Factors = [2, 0.5, 0.005];

    [Fact]
    public void Every_measured_number_moves_the_report()
    {
        var usual = Report(Node(Files.Repository.Costs), Node(Files.Repository.Prices), Short);
        var numbers = Numbers(Node(Files.Repository.Costs)["archive"]!).ToList();
        Assert.True(numbers.Count > 40);
        Assert.All(numbers, path => Assert.Contains(Factors, factor =>
        {
            var costs = Node(Files.Repository.Costs);
            Change(costs["archive"]!, path, factor);
            return Report(costs, Node(Files.Repository.Prices), Short) != usual;
        }));
    }

    [Fact]
    public void Every_price_of_storage_moves_the_report()
    {
        var usual = Report(Node(Files.Repository.Costs), Node(Files.Repository.Prices), Short);
        // The account with zones is in the bill of ./plan.
        var items = Node(Files.Repository.Prices)["items"]!.AsObject().Select(item => item.Key)
            .Where(item => item.StartsWith("storage.", StringComparison.Ordinal) && !item.EndsWith("_ZRS", StringComparison.Ordinal)).ToList();
        Assert.Equal(15, items.Count);
        Assert.All([.. items.Select(item => $"items/{item}/price"), "earlyDeletion/coolDays", "earlyDeletion/coldDays", "earlyDeletion/archiveDays"], path =>
        {
            var prices = Node(Files.Repository.Prices);
            Change(prices, path, 2);
            Assert.NotEqual(usual, Report(Node(Files.Repository.Costs), prices, Short));
        });
    }

    [Fact]
    public void Every_setting_moves_the_report()
    {
        var (costs, prices) = (Node(Files.Repository.Costs), Node(Files.Repository.Prices));
        var usual = Report(costs, prices, Short);
        Assert.All(
            new[] { Short with { HotDays = 6 }, Short with { WarmDays = 41 }, Short with { ColdDays = 101 }, Short with { KeepDays = 151 }, Short with { SweepDays = 1 }, Short with { MergeRows = 1_000 } },
            settings => Assert.NotEqual(Results(usual), Results(Report(costs, prices, settings))));

        // Without the settings themselves, which are told beside what follows from them.
        static string Results(string report)
        {
            var told = JsonNode.Parse(report)!;
            foreach (var one in told["reports"]!.AsArray()) Assert.True(one!.AsObject().Remove("ages"));
            return told.ToJsonString();
        }
    }

    [Fact]
    public void With_free_storage_nothing_is_to_be_paid()
    {
        var prices = Node(Files.Repository.Prices);
        foreach (var (_, item) in prices["items"]!.AsObject()) item!["price"] = 0;
        var reports = JsonNode.Parse(Report(Node(Files.Repository.Costs), prices, Short))!["reports"]!.AsArray();
        Assert.Equal(7, reports.Count);
        Assert.All(reports.SelectMany(report => report!["bills"]!.AsArray()), bill => Assert.Equal((0, 0), ((double)bill!["total"]!, (double)bill["totalAllHot"]!)));
    }

    private static JsonObject Node(string file) => JsonNode.Parse(File.ReadAllText(file))!.AsObject();

    private static string Report(JsonObject costs, JsonObject prices, ArchiveSettings settings)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var (costFile, priceFile) = (Path.Combine(folder.FullName, "costs.json"), Path.Combine(folder.FullName, "prices.json"));
            File.WriteAllText(costFile, costs.ToJsonString());
            File.WriteAllText(priceFile, prices.ToJsonString());
            var reports = new Reports(Plan.Costs.Costs.Read(costFile), Prices.Read(priceFile), settings, Files.Sizes);
            return ArchiveJson.Write([.. Requests.SelectMany(reports.Of)]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Paths of all numbers, but the time between rows of a kind that was measured with one only.</summary>
    private static IEnumerable<string> Numbers(JsonNode node, string path = "")
    {
        IEnumerable<(string Name, JsonNode? Value)> members = node switch
        {
            JsonObject some => some.Select(pair => (pair.Key, pair.Value)),
            JsonArray some => some.Select((value, i) => ($"{i}", value)),
            _ => [],
        };
        foreach (var (name, value) in members)
        {
            if (value is null || (name == "secondsApart" && node.Parent is JsonArray { Count: 1 })) continue;
            var below = path.Length == 0 ? name : $"{path}/{name}";
            if (value.GetValueKind() == System.Text.Json.JsonValueKind.Number) yield return below;
            foreach (var further in Numbers(value, below)) yield return further;
        }
    }

    private static void Change(JsonNode root, string path, double factor)
    {
        var (node, names) = (root, path.Split('/'));
        foreach (var name in names[..^1]) node = node is JsonArray array ? array[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)]! : node[name]!;
        node[names[^1]] = (double)node[names[^1]]! * factor;
    }
}

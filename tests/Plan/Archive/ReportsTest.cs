using System.Globalization;
using System.Text.Json.Nodes;
using ServerlessIot.Plan.Archive;
using ServerlessIot.Plan.Commands;
using ServerlessIot.Plan.Input;
using ServerlessIot.Plan.Output;

namespace ServerlessIot.Plan.Tests.Archive;

/// <summary>Reports as they are asked for and printed.</summary>
public sealed class ReportsTest
{
    [Fact]
    public void Known_systems_have_the_sizes_that_are_told_of_them()
    {
        var reports = Known.Of(new ArchiveRequest());
        Assert.Equal([(150_000, 37_500), (80_000, 100_000), (500_000, 500_000)], reports.Select(report => (report.Load.Load.MessagesPerSecond, report.Load.Load.DeviceCount)));
        Assert.Equal([1.2, 1.0368, 15], reports.Select(report => Math.Round(report.Load.RowsPerDay * report.Load.Load.PayloadBytes / 1e12, 9)));
        Assert.Equal(reports[1].Load.Name, Known.Report("2").Load.Name);
        Assert.Contains(reports[2].Notes, note => note.Contains("17,361 to 173,611 messages/s", StringComparison.Ordinal));
        Assert.Contains(reports[2].Notes, note => note.Contains("4,118.67 of 9,447.39", StringComparison.Ordinal));
        Assert.All(reports, report => Assert.Contains(report.Notes, note => note.Contains("Standard_ZRS", StringComparison.Ordinal)));
    }

    [Fact]
    public void Larger_payloads_hold_more_of_the_same()
    {
        var (measured, large) = (Own(450), Own(4_500));
        Assert.Equal((13, 130), (measured.Load.Values, large.Load.Values));
        Assert.Equal((9.3, 93), (measured.Load.Bytes.Warm, large.Load.Bytes.Warm));
        Assert.Equal(measured.Volume.IndexBytes("cool"), large.Volume.IndexBytes("cool"));
        Assert.Equal(13, Own(45).Load.Values);
    }

    [Fact]
    public void Rows_further_apart_take_more_and_have_more_index()
    {
        // Half-way between 10 and 1,020 s, in proportion to the logarithm; 8.5 rows of a device and day, of which hardly any has none.
        var apart = Known.Of(new ArchiveRequest { Row = "vehicle", Load = new Load { MessagesPerSecond = 100, Devices = 100 * Math.Sqrt(10 * 1_020) } })[0];
        Assert.Equal((9.3 + 19.9) / 2, apart.Load.Bytes.Warm, 9);
        var far = Known.Of(new ArchiveRequest { Row = "vehicle", Load = new Load { MessagesPerSecond = 100, Devices = 864_000 } })[0];
        Assert.Equal(19.9, far.Load.Bytes.Warm);
        Assert.Equal(588 / 10.0 * (1 - Math.Exp(-10)), far.Volume.IndexBytes("cool"), 9);
    }

    [Fact]
    public void What_is_unknown_or_nothing_is_refused()
    {
        Assert.Contains("--source 4: 1, 2, 3", Refusal(new ArchiveRequest { Source = "4" }), StringComparison.Ordinal);
        Assert.Contains("--row drone: vehicle, event, reading", Refusal(new ArchiveRequest { Row = "drone", Load = new Load() }), StringComparison.Ordinal);
        Assert.Contains("--messages 0", Refusal(new ArchiveRequest { Load = new Load { MessagesPerSecond = 0 } }), StringComparison.Ordinal);
        Assert.Contains("no size 'huge'", Refusal(new ArchiveRequest { Size = "huge" }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rows/vehicle/values", 0, "values")]
    [InlineData("rows/vehicle/spacings", null, "spacings")]
    [InlineData("sources/1/devices", 0, "devices")]
    [InlineData("sources/1/terabytesPerDay", null, "terabytesPerDay")]
    [InlineData("sources/2/terabytesPerDay", 3, "terabytesPerDay")]
    [InlineData("work/blockBytes", 0, "archive.work")]
    [InlineData("work/restoreDays", -1, "archive.work")]
    public void Measured_numbers_without_meaning_are_refused(string path, int? value, string expected)
    {
        var costs = JsonNode.Parse(File.ReadAllText(Files.Repository.Costs))!;
        var names = path.Split('/');
        var node = names[..^1].Aggregate(costs["archive"]!, (below, name) => below[name]!);
        if (value is null && node[names[^1]] is JsonArray) node[names[^1]] = new JsonArray();
        else node[names[^1]] = value;
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, costs.ToJsonString());
            Assert.Contains(expected, Assert.Throws<PlanException>(() => Plan.Costs.Costs.Read(file)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Text_and_JSON_tell_the_same()
    {
        var report = Known.Report("3");
        var written = new StringWriter(CultureInfo.InvariantCulture);
        new ArchiveText(written).Write([report]);
        var lines = written.ToString().ReplaceLineEndings("\n").Split('\n');
        var json = JsonNode.Parse(ArchiveJson.Write([report]))!["reports"]![0]!;
        var bills = json["bills"]!.AsArray();
        Assert.Equal(Row("in tiers", "N2", bills.Select(bill => (double)bill!["total"]!)), Row(lines, "in tiers  "));
        Assert.Equal(Row("everything hot, gzip JSON lines", "N2", bills.Select(bill => (double)bill!["totalAllHot"]!)), Row(lines, "everything hot"));
        var cool = json["tiers"]![1]!;
        Assert.StartsWith(Row("Cool: columns of days", "N2", [(double)cool["bytesPerEvent"]!]) + string.Create(CultureInfo.InvariantCulture, $" {(double)cool["bytesPerValue"]!:N3}"), Row(lines, "Cool: columns"), StringComparison.Ordinal);
        var requests = json["requestsPerMillionEvents"]!.AsArray();
        Assert.Equal(report.Stages.Select(stage => stage.Name), requests.Select(stage => (string)stage!["name"]!));
        Assert.StartsWith("all " + requests.Sum(stage => (double)stage!["allWrites"]!).ToString("0.0", CultureInfo.InvariantCulture), Row(lines, "all "), StringComparison.Ordinal);
        // A bill's lines are all there: what is printed adds up to what is said to be all.
        var from = Array.FindIndex(lines, line => line.StartsWith("in tiers  ", StringComparison.Ordinal));
        var last = lines[(from + 1)..].TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)).Sum(line => double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture));
        Assert.Equal(report.Bills[2].Total, last, 0.1);
    }

    private static ArchiveReport Own(double payload) => Known.Of(new ArchiveRequest { Row = "vehicle", Load = new Load { MessagesPerSecond = 1_000, Devices = 10_000, PayloadBytes = payload } })[0];

    private static string Refusal(ArchiveRequest request) => Assert.Throws<PlanException>(() => Known.Of(request)).Message;

    private static string Row(string name, string format, IEnumerable<double> numbers) => $"{name} {string.Join(' ', numbers.Select(number => number.ToString(format, CultureInfo.InvariantCulture)))}";

    private static string Row(string[] lines, string start) =>
        string.Join(' ', lines.Single(line => line.StartsWith(start, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}

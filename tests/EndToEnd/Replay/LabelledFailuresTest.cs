using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ServerlessIot.EndToEnd.Tests.Running;
using ServerlessIot.Edition.Layout;
using Xunit.Abstractions;

namespace ServerlessIot.EndToEnd.Tests.Replay;

/// <summary>
/// Real machines with labelled failures (Numenta Anomaly Benchmark, realKnownCause), replayed through bridge, log, functions and documents with one rule for both: the rule
/// <c>usual-range</c> of the rules that ship.
/// </summary>
public sealed class LabelledFailuresTest(ITestOutputHelper output)
{
    private const double Week = 7 * 86_400_000.0;
    private const string MachineFile = "machine_temperature_system_failure.csv";
    private const string AmbientFile = "ambient_temperature_system_failure.csv";

    [Fact]
    public async Task Every_labelled_failure_of_the_machine_is_alerted_and_false_alerts_are_at_most_one_a_week()
    {
        await using var edition = await EditionProcess.UpAsync("--no-fleet");
        using var api = new EditionApi(edition);
        var shipped = (await api.GetAsync("rules"))!.Value.GetProperty("rules").EnumerateArray().Single(rule => rule.GetProperty("id").GetString() == "usual-range").GetRawText();
        await api.PutAsync("rules", $$"""{"version":1,"rules":[{{shipped}}]}""");
        string[] files = [MachineFile, AmbientFile];
        await Task.WhenAll(files.Select((file, i) => ReplayAsync(edition, file, $"machine-{i}")));
        for (var i = 0; i < files.Length; i++)
        {
            var points = File.ReadLines(SeriesPath(files[i])).Count() - 1;
            var path = $"devices/demo/machine-{i}";
            await Until.TrueAsync(async () => await api.GetAsync(path) is { } twin && twin.GetProperty("events").GetInt64() == points, () => $"not all of {files[i]}: {api.Last}");
        }

        await Until.TrueAsync(async () => (await api.FunctionAsync("Alert")).Lag == 0 && (await api.FunctionAsync("Notify")).Lag == 0, () => "Alert has not read all.");
        var alerts = await api.AllAsync("alerts");
        var machine = Judge(MachineFile, alerts.Where(alert => Device(alert) == "machine-0"));
        var ambient = Judge(AmbientFile, alerts.Where(alert => Device(alert) == "machine-1"));
        Assert.All(machine.Windows, window => Assert.NotEmpty(window.Alerts));
        Assert.InRange(machine.FalseAWeek, 0, 1);
        Assert.InRange(ambient.FalseAWeek, 0, 1);
    }

    private Verdict Judge(string file, IEnumerable<JsonElement> alerts)
    {
        var times = alerts.Select(alert => alert.GetProperty("alert").GetProperty("time").GetInt64()).Order().ToList();
        var labels = JsonSerializer.Deserialize<Dictionary<string, string[][]>>(File.ReadAllText(SeriesPath("labels.json")))![file];
        var windows = labels.Select(label => new Window(Time(label[0]), Time(label[1]), [.. times.Where(time => time >= Time(label[0]) && time <= Time(label[1]))])).ToList();
        var lines = File.ReadLines(SeriesPath(file)).Skip(1).ToList();
        var weeks = (Time(lines[^1].Split(',')[0]) - Time(lines[0].Split(',')[0]) - windows.Sum(window => window.To - window.From)) / Week;
        var wrong = times.Count - windows.Sum(window => window.Alerts.Count);
        foreach (var window in windows)
        {
            // Labels are windows around the moment of the failure.
            var lead = window.Alerts.Count == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{(((window.From + window.To) / 2) - window.Alerts[0]) / 3_600_000.0:F1} h before its middle");
            output.WriteLine($"figures: {file}, failure of {DateTimeOffset.FromUnixTimeMilliseconds(window.From):yyyy-MM-dd}: {window.Alerts.Count} alerts, the first {lead}");
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"figures: {file}: {wrong} false alerts in {weeks:F1} weeks, {wrong / weeks:F2} a week"));
        return new Verdict(windows, wrong / weeks);
    }

    private static async Task ReplayAsync(EditionProcess edition, string file, string device)
    {
        var program = RepositoryLayout.Find(AppContext.BaseDirectory).Program("infra/simulator", "Simulator");
        string[] words = [program, "--port", $"{edition.Parts["bridge"].Port}", "--csv", SeriesPath(file), "--unit", "°F", "--device", device];
        using var process = Process.Start(new ProcessStartInfo("dotnet", words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(EditionProcess.Patience);
        Assert.True(process.ExitCode == 0, string.Join('\n', await said));
    }

    private static string SeriesPath(string file) => Path.Combine(AppContext.BaseDirectory, "Replay", "Series", file);

    private static string? Device(JsonElement alert) => alert.GetProperty("alert").GetProperty("device").GetString();

    private static long Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();

    private sealed record Window(long From, long To, List<long> Alerts);

    private sealed record Verdict(List<Window> Windows, double FalseAWeek);
}

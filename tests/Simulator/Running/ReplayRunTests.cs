using System.Globalization;
using ServerlessIot.Simulator.Options;
using ServerlessIot.Simulator.Tests.Brokers;

namespace ServerlessIot.Simulator.Tests.Running;

[Collection(MosquittoCollection.Name)]
public sealed class ReplayRunTests(MosquittoFixture mosquitto) : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("series-").FullName;

    [Fact]
    public async Task Every_row_arrives_with_its_own_time_and_digits()
    {
        var file = Write("boiler-7.csv", "timestamp,value\n2013-07-04 00:00:00,69.88083514\n2013-07-04 01:00:00,74.93588199999998\n2013-07-04 00:30:00,-1e-2\n");
        var tenant = Guid.NewGuid().ToString("N");
        using var watcher = await Watcher.StartAsync(mosquitto.Port, tenant);
        var run = await Runs.RunAsync(new SimulatorOptions { Port = mosquitto.Port, Tenant = tenant, Csv = file, Unit = "°F" });

        Assert.Equal(0, run.ExitCode);
        var line = Assert.Single(run.Ledger.Devices);
        Assert.Equal(("boiler-7", "sensor", 3L), (line.Device, line.Shape, line.Published));
        await watcher.WaitForAsync(3);
        Assert.Equal(["69.88083514", "74.93588199999998", "-1e-2"], watcher.Readings.Select(reading => reading.GetProperty("value").GetRawText()));
        Assert.Equal(
            ["2013-07-04T00:00:00.000Z", "2013-07-04T01:00:00.000Z", "2013-07-04T00:30:00.000Z"],
            watcher.Readings.Select(reading => reading.GetProperty("timestamp").GetString()));
        Assert.All(watcher.Readings, reading => Assert.Equal("°F", reading.GetProperty("unit").GetString()));
    }

    [Fact]
    public async Task Replaying_twice_repeats_the_event_ids()
    {
        var file = Write("series.csv", "timestamp,value\n1000,1\n2000,2\n");
        Assert.Equal(await EventIdsAsync(file), await EventIdsAsync(file));
    }

    [Fact]
    public async Task The_pace_follows_the_series_times_the_speed()
    {
        // 20 seconds at twenty-fold speed: the last row is due after one second.
        var rows = Enumerable.Range(0, 21).Select(second => string.Create(CultureInfo.InvariantCulture, $"{second * 1000},{second}"));
        var run = await Runs.RunAsync(new SimulatorOptions { Port = mosquitto.Port, Csv = Write("slow.csv", "timestamp,value\n" + string.Join('\n', rows)), Speed = 20 });
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(21, run.Ledger.Total.Acknowledged);
        Assert.True(run.Last.GetProperty("elapsed").GetDouble() >= 1);
    }

    [Fact]
    public async Task A_real_series_replays_completely()
    {
        var file = Path.Combine(SharedData(), "ambient_temperature_system_failure.csv");
        if (!File.Exists(file))
            file = Write("made-up.csv", "timestamp,value\n" + string.Join('\n', Enumerable.Range(0, 7267).Select(i => $"{i * 60_000},{i % 40}.5")));
        var run = await Runs.RunAsync(new SimulatorOptions { Port = mosquitto.Port, Tenant = "real", Csv = file });
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(7267, run.Ledger.Total.Acknowledged);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private async Task<List<string?>> EventIdsAsync(string file)
    {
        var tenant = Guid.NewGuid().ToString("N");
        using var watcher = await Watcher.StartAsync(mosquitto.Port, tenant);
        await Runs.RunAsync(new SimulatorOptions { Port = mosquitto.Port, Tenant = tenant, Csv = file });
        await watcher.WaitForAsync(2);
        return [.. watcher.Readings.Select(reading => reading.GetProperty("event_id").GetString())];
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_directory, name);
        File.WriteAllText(file, text);
        return file;
    }

    // Beside the repository, where a checkout has it.
    private static string SharedData()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "ServerlessIot.sln")))
                return Path.Combine(directory.Parent!.FullName, "shared", "data", "nab");
        }
        return "";
    }
}

using System.Text.Json;
using ServerlessIot.Host.Timers;

namespace ServerlessIot.Host.Tests.Timers;

public sealed class TimerFunctionTests : IDisposable
{
    private readonly Sample _sample = new();

    public void Dispose() => _sample.Dispose();

    [Fact]
    public async Task An_unmonitored_schedule_runs_every_second_without_a_status()
    {
        await using HostProcess host = await StartAsync("Second");
        await Until.TrueAsync(() => _sample.Lines("Second").Count >= 3, () => host.Log);
        Assert.All(_sample.Lines("Second"), line => Assert.Equal("late=False status=False", line.Text));
        Assert.True((long?)(await host.StatusAsync("Second"))["batches"] >= 2);
    }

    [Fact]
    public async Task A_failing_run_is_counted_and_the_next_one_comes_anyway()
    {
        _sample.Set("fail");
        await using HostProcess host = await StartAsync("Second");
        await Until.TrueAsync(async () => (long?)(await host.StatusAsync("Second"))["failures"] >= 2, () => host.Log);
        Assert.Equal("InvalidOperationException: told to fail", (string?)(await host.StatusAsync("Second"))["lastError"]);
        _sample.Clear("fail");
        await Until.TrueAsync(async () => (long?)(await host.StatusAsync("Second"))["batches"] >= 1, () => host.Log);
    }

    [Fact]
    public async Task RunOnStartup_runs_at_every_start_and_is_not_late()
    {
        for (int start = 1; start <= 2; start++)
        {
            await using HostProcess host = await StartAsync("AtStart");
            await Until.TrueAsync(() => _sample.Lines("AtStart").Count == start, () => host.Log);
            await host.TerminateAsync();
        }
        Assert.All(_sample.Lines("AtStart"), line => Assert.Equal("late=False", line.Text));
    }

    [Fact]
    public async Task Without_a_kept_state_nothing_is_late()
    {
        await using HostProcess host = await StartAsync("Scheduled");
        await Until.TrueAsync(() => _sample.Lines("Scheduled").Count >= 1, () => host.Log);
        Assert.StartsWith("late=False last=0001-01-01", _sample.Lines("Scheduled")[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_missed_while_the_host_was_down_happen_once_at_the_start_and_are_late()
    {
        // Every ten minutes; the last run was days ago.
        var now = TimeProvider.System.GetUtcNow();
        var last = new DateTimeOffset(now.AddDays(-3).Date, TimeSpan.Zero).AddHours(8);
        var daily = $"0 0 {(now.Hour + 12) % 24} * * *"; // at no time when this runs
        KeepState(new TimerState(last, last.AddMinutes(10), last));
        await using (HostProcess host = await StartAsync("Scheduled", $"0 0 0 {last.Day} {last.Month} *"))
        {
            // The new schedule counts, not the time noted under the old one: nothing was missed since that day.
            await host.TerminateAsync();
            Assert.Empty(_sample.Lines("Scheduled"));
        }
        KeepState(new TimerState(last, last.AddMinutes(10), last));
        await using (HostProcess host = await StartAsync("Scheduled", daily))
        {
            await Until.TrueAsync(() => _sample.Lines("Scheduled").Count == 1, () => host.Log);
            await Until.TrueAsync(async () => !(bool)(await host.StatusAsync("Scheduled"))["running"]!, () => host.Log);
            await host.TerminateAsync();
        }
        Assert.StartsWith($"late=True last={last:yyyy-MM-ddTHH:mm:ss}", Assert.Single(_sample.Lines("Scheduled")).Text, StringComparison.Ordinal);
        await using (HostProcess host = await StartAsync("Scheduled", daily))
        {
            await host.TerminateAsync();
        }
        Assert.Single(_sample.Lines("Scheduled"));
    }

    [Fact]
    public async Task Runs_do_not_overlap_and_a_stop_waits_for_the_running_one()
    {
        _sample.Set("hold");
        await using HostProcess host = await StartAsync("Scheduled");
        await Until.TrueAsync(() => _sample.Lines("Scheduled").Count == 1, () => host.Log);
        Assert.True((bool?)(await host.StatusAsync("Scheduled"))["running"]);
        Task<TimeSpan> ending = host.TerminateAsync();
        await Until.TrueAsync(() => Port.IsClosed(host.Client.BaseAddress!), () => host.Log);
        Assert.False(ending.IsCompleted);
        _sample.Clear("hold");
        await ending;
        Assert.Equal(0, host.ExitCode);
        Assert.Single(_sample.Lines("Scheduled"));
    }

    private Task<HostProcess> StartAsync(string function, string schedule = "* * * * * *") => HostProcess.StartAsync(
        $"--app \"{HostProcess.SampleApp}\" --port 0 --only {function} --state \"{_sample.Path}\"", _sample.Setting, ("Sample__Schedule", schedule));

    private void KeepState(TimerState state)
    {
        string directory = Directory.CreateDirectory(Path.Combine(_sample.Path, "timers")).FullName;
        File.WriteAllText(Path.Combine(directory, "SampleApp.Scheduled.json"), JsonSerializer.Serialize(state));
    }
}

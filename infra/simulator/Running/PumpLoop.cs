using ServerlessIot.Simulator.Books;
using ServerlessIot.Simulator.Sending;

namespace ServerlessIot.Simulator.Running;

/// <summary>The one loop of a run: offers what is due, pumps the lean sender, and prints a line of figures a second.</summary>
internal sealed class PumpLoop(Links links, Progress progress, TimeProvider clock, TextWriter output, TimeSpan tick) : IDisposable
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(1);
    private readonly PeriodicTimer _timer = new(tick, clock);
    private readonly long _start = clock.GetTimestamp();
    private TimeSpan _began;
    private TimeSpan _cpuBefore;
    private TimeSpan _lastReport;
    private long _lastAcknowledged;
    private bool _reports;

    /// <summary>Time since the loop was made.</summary>
    public TimeSpan Now => clock.GetElapsedTime(_start);

    /// <summary>Time since <see cref="BeginReports"/>.</summary>
    public TimeSpan Elapsed => Now - _began;

    /// <summary>Publishing begins now: elapsed time and processor time count from here.</summary>
    public void BeginReports()
    {
        _began = Now;
        _cpuBefore = Environment.CpuUsage.TotalTime;
        _lastReport = TimeSpan.Zero;
        _reports = true;
    }

    /// <summary>Runs until the condition holds.</summary>
    public async Task RunAsync(ISchedule? schedule, Func<bool> isOver)
    {
        // Without a pace every lane is pumped every time, and again at once while anything moves.
        var isHurried = schedule is null || tick < TimeSpan.FromMilliseconds(5);
        while (!isOver())
        {
            schedule?.Issue(Elapsed);
            var moved = links.Lean.Tick(all: isHurried);
            if (_reports && Elapsed - _lastReport >= ReportEvery)
                await ReportAsync();
            if (!(moved && isHurried))
                await _timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Prints the last line.</summary>
    public async Task ReportEndAsync(LedgerTotal total)
    {
        var report = Report.Of(progress, Elapsed, progress.Acknowledged / Math.Max(Elapsed.TotalSeconds, 0.001), 0) with
        {
            Done = true,
            Invalid = total.Invalid,
            Duplicates = total.Duplicates,
            Resent = progress.Resent,
            Unacknowledged = total.Unacknowledged,
            Cpu = Math.Round((Environment.CpuUsage.TotalTime - _cpuBefore).TotalSeconds, 3)
        };
        await WriteAsync(report);
    }

    public void Dispose() => _timer.Dispose();

    private async Task ReportAsync()
    {
        var since = Elapsed - _lastReport;
        var acknowledged = progress.Acknowledged;
        var rate = (acknowledged - _lastAcknowledged) / since.TotalSeconds;
        (_lastReport, _lastAcknowledged) = (Elapsed, acknowledged);
        await WriteAsync(Report.Of(progress, Elapsed, rate, links.Online));
    }

    private async Task WriteAsync(Report report)
    {
        await output.WriteLineAsync(report.ToJson());
        await output.FlushAsync();
    }
}

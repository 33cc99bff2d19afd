using Microsoft.Extensions.Logging;
using ServerlessIot.Simulator.Books;
using ServerlessIot.Simulator.Fleet;
using ServerlessIot.Simulator.Options;
using ServerlessIot.Simulator.Replay;
using ServerlessIot.Simulator.Sending;

namespace ServerlessIot.Simulator.Running;

/// <summary>A run: connect, publish, drain, write the ledger.</summary>
/// <param name="options">What to simulate.</param>
/// <param name="clock">Time of readings and of every wait.</param>
/// <param name="output">Where the lines for other programs go: <c>ready</c>, one line of figures a second, the last line.</param>
/// <param name="logger">Log for people.</param>
public sealed class Simulation(SimulatorOptions options, TimeProvider clock, TextWriter output, ILogger logger)
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DrainWhenStopped = TimeSpan.FromSeconds(10);
    // At 5 ms a tick costs little, and a message is at most 5 ms late; unpaced runs need more turns.
    private static readonly TimeSpan PacedTick = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan UnpacedTick = TimeSpan.FromMilliseconds(1);
    private readonly Progress _progress = new();

    /// <summary>Runs until the time is over, the series has ended or <paramref name="stop"/> is signalled; then drains.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var seed = options.Seed ?? (int)(clock.GetUtcNow().ToUnixTimeMilliseconds() & int.MaxValue);
        var builder = new FleetBuilder(options, seed, _progress);
        var series = options.Csv is null ? null : CsvSeries.Read(options.Csv);
        var devices = series is null ? builder.BuildFleet() : [builder.BuildReplay(series)];

        using var links = await new LinkFactory(options, seed, clock, _progress, logger).BuildAsync(devices, stop);
        SimulatorLog.Starting(logger, devices.Count, links.Connections, options.Host, options.Port, seed);
        ISchedule schedule = series is null
            ? new RateSchedule(links.All, options.Rate, options.Window)
            : new SeriesSchedule(links.All[0], series, options.Speed, options.Window);

        using var giveUp = new CancellationTokenSource();
        var clients = Task.WhenAll(links.Clients.Select(client => client.RunAsync(giveUp.Token)));
        var isPaced = series is null ? double.IsFinite(options.Rate) : double.IsFinite(options.Speed);
        using var loop = new PumpLoop(links, _progress, clock, output, isPaced ? PacedTick : UnpacedTick);

        await ConnectAsync(loop, links, stop);
        await PublishAsync(loop, links, schedule, stop);
        await DrainAsync(loop, links, clients, stop);
        await giveUp.CancelAsync();
        await clients;
        links.Lean.Finish();
        return await CloseBooksAsync(loop, devices);
    }

    private async Task ConnectAsync(PumpLoop loop, Links links, CancellationToken stop)
    {
        var until = loop.Now + ConnectPatience;
        await loop.RunAsync(null, () => links.Online == links.Connections || loop.Now >= until || stop.IsCancellationRequested);
        if (links.Online < links.Connections)
            SimulatorLog.BeginningIncomplete(logger, links.Online, links.Connections);
        await output.WriteLineAsync("ready");
        await output.FlushAsync(CancellationToken.None);
        loop.BeginReports();
    }

    private async Task PublishAsync(PumpLoop loop, Links links, ISchedule schedule, CancellationToken stop)
    {
        await loop.RunAsync(schedule, () => loop.Elapsed >= options.For || schedule.IsFinished || stop.IsCancellationRequested);
        links.StopPublishing();
    }

    private async Task DrainAsync(PumpLoop loop, Links links, Task clients, CancellationToken stop)
    {
        var until = loop.Now + options.Drain;
        if (!stop.IsCancellationRequested)
            await loop.RunAsync(null, () => (links.Lean.IsDrained && clients.IsCompleted) || loop.Now >= until || stop.IsCancellationRequested);
        if (!stop.IsCancellationRequested)
            return;

        SimulatorLog.Stopping(logger, DrainWhenStopped);
        var atMost = loop.Now + DrainWhenStopped;
        await loop.RunAsync(null, () => (links.Lean.IsDrained && clients.IsCompleted) || loop.Now >= atMost);
    }

    private async Task<int> CloseBooksAsync(PumpLoop loop, IReadOnlyList<Device> devices)
    {
        var ledger = Ledger.Of([.. devices.Select(device => device.Book.ToLine())]);
        foreach (var line in ledger.Devices.Where(line => line.Unacknowledged > 0))
        {
            var missing = new SeqSet(line.Acknowledged).Missing(line.Published);
            SimulatorLog.Unacknowledged(logger, line.Device, string.Join(", ", missing.Select(range => $"{range.First}-{range.Last}")));
        }
        if (options.Ledger is not null)
            await ledger.WriteAsync(options.Ledger, CancellationToken.None);
        await loop.ReportEndAsync(ledger.Total);
        return ledger.Total.Unacknowledged == 0 ? ExitCodes.Success : ExitCodes.Unacknowledged;
    }
}

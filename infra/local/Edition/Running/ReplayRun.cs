using ServerlessIot.Edition.Draining;
using ServerlessIot.Edition.Fleet;
using ServerlessIot.Edition.Replay;

namespace ServerlessIot.Edition.Running;

/// <summary><c>--csv</c>: replays a series as one device through the whole pipeline, then reads it back from the archive and through the API.</summary>
/// <param name="context">The running edition.</param>
public sealed class ReplayRun(EditionContext context)
{
    private const string Tenant = "demo";

    /// <summary>Runs to the end.</summary>
    /// <returns>0 when rows and values are the same everywhere, else 1.</returns>
    /// <exception cref="EditionException">The replay failed, or the functions did not catch up in time.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        using var stores = Stores.Open(context.Settings);
        var say = context.Display.Say;
        var file = Path.GetFullPath(context.Options.Csv!);
        var device = context.Options.Device ?? SeriesFile.DeviceName(file);
        var series = SeriesFile.Read(file);
        say($"replaying {series.Count:#,0} rows of {Path.GetFileName(file)} as device {device}");

        await SendAsync(device, stores, http, stop);
        List<StoredPoint> rows = [];
        await foreach (var row in stores.Rows().WithCancellation(stop))
        {
            if (row.Device == device) rows.Add(new StoredPoint(row.Time, row.Measurements[0].Value));
        }

        var stored = SeriesComparison.Of(series, rows);
        say($"archive: {stored.Text}");
        var history = await new ApiHistory(http, context.Ports.Api, context.Settings["Api__Key"]).ReadAsync(Tenant, device, series, stop);
        var read = SeriesComparison.Of(series, history);
        say($"API:     {read.Text}");
        return stored.Same && read.Same ? 0 : 1;
    }

    private async Task SendAsync(string device, Stores stores, HttpClient http, CancellationToken stop)
    {
        var fleet = new FleetLines();
        TimeSpan sent, stored;
        await using (await LiveFigures.BeginAsync(context, fleet, http))
        {
            var started = context.Time.GetTimestamp();
            var simulator = await context.Supervisor.StartAsync(context.Catalog.Simulator(FleetArguments.Replay(context, device), restart: false, fleet.Read), stop);
            var code = await simulator.Completion.WaitAsync(stop);
            if (code != 0) throw new EditionException($"The replay ended with exit code {code}: {string.Join(" | ", simulator.Log.Tail(5))}");
            sent = context.Time.GetElapsedTime(started);
            // An old series can raise an alert a row; telling people one by one is not what is compared here.
            stored = await new DrainRun(context, stores, http).RunAsync(topic => topic == stores.Topics.Raw || topic == stores.Topics.Valid, stop);
        }

        context.Display.Say($"sent in {sent.TotalSeconds:0.0} s; stored after another {stored.TotalSeconds:0.0} s");
    }
}

using ServerlessIot.Edition.Fleet;
using ServerlessIot.Edition.Running;

namespace ServerlessIot.Edition.Figures;

/// <summary>Collects figures once a second from host, bridge and simulator, and less often what is costly to ask: the stores.</summary>
/// <param name="context">The running edition.</param>
/// <param name="fleet">The simulator's latest figures; null when there is none.</param>
/// <param name="http">Client for host, bridge and API.</param>
public sealed class FigureSource(EditionContext context, Func<FleetFigures?> fleet, HttpClient http)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly StoreFigures _stores = new(context, http);
    private readonly Dictionary<string, long> _recordsBefore = [];
    private FleetFigures? _fleetBefore;
    private long _before;

    /// <summary>Shows figures until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var started = _before = context.Time.GetTimestamp();
        using var timer = new PeriodicTimer(Interval, context.Time);
        using var storesEnd = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var stores = _stores.RunAsync(storesEnd.Token);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken)) context.Display.Show(await CollectAsync(started, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Nobody looks any more.
        }

        await storesEnd.CancelAsync();
        await stores;
    }

    private async Task<RunFigures> CollectAsync(long started, CancellationToken cancellationToken)
    {
        var host = HostStatus.AskAsync(http, context.Ports.Api, cancellationToken);
        var bridge = BridgeFigures.AskAsync(http, context.Ports.BridgeHttp, cancellationToken);
        await Task.WhenAll(host, bridge);

        var now = context.Time.GetTimestamp();
        var seconds = context.Time.GetElapsedTime(_before, now).TotalSeconds;
        var devices = fleet();
        var figures = new RunFigures
        {
            Elapsed = context.Time.GetElapsedTime(started, now),
            Published = devices?.Published,
            Acknowledged = devices?.Acknowledged ?? bridge.Result?.Acknowledged,
            PublishedRate = Rate(devices?.Published, _fleetBefore?.Published, seconds),
            AcknowledgedRate = Rate(devices?.Acknowledged, _fleetBefore?.Acknowledged, seconds),
            Connections = bridge.Result?.Connections,
            Functions = [.. (host.Result?.Functions ?? []).Select(function => new FunctionFigures(function, FunctionRate(function, seconds)))],
            AlertsOpen = _stores.AlertsOpen,
            StoredBytes = _stores.StoredBytes,
            StoredBlobs = _stores.StoredBlobs,
            Quarantined = _stores.Quarantined,
            Parts = [.. context.Supervisor.Parts.Select(part => new PartFigures(part.Definition.Name, part.State, part.Restarts))],
        };
        (_before, _fleetBefore) = (now, devices ?? _fleetBefore);
        return figures;
    }

    private double FunctionRate(FunctionStatus function, double seconds)
    {
        var key = $"{function.App}.{function.Name}";
        var rate = _recordsBefore.TryGetValue(key, out var before) ? Rate(function.Records, before, seconds) : 0;
        _recordsBefore[key] = function.Records;
        return rate;
    }

    /// <summary>Counters begin again at 0 when their process was started again; such a second shows no rate.</summary>
    private static double Rate(long? now, long? before, double seconds) =>
        now is { } n && before is { } b && n >= b && seconds > 0 ? (n - b) / seconds : 0;
}

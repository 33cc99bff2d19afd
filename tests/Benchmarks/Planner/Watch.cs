using System.Diagnostics;
using ServerlessIot.Edition.Draining;
using ServerlessIot.Edition.Figures;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Benchmarks.Planner;

/// <summary>Looks at the functions of a running host: instances by its status, lag by the log itself.</summary>
internal sealed class Watch : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly HttpClient _http = new();
    private readonly int _port;
    private readonly IReadOnlyList<GroupProgress> _groups;

    public Watch(Servers servers, IEnumerable<FunctionSize> functions)
    {
        _port = servers.Port;
        var topics = servers.Stores.Topics;
        _groups = [.. functions.Select(function => new GroupProgress(
            servers.Stores.Kafka, function.Name, function.Name.ToLowerInvariant(), function.Topic == "Raw" ? topics.Raw : topics.Valid, Setup.Partitions))];
    }

    /// <summary>Every half second, until told to end.</summary>
    /// <returns>Samples by function.</returns>
    public async Task<IReadOnlyDictionary<string, List<Sample>>> RunAsync(Stopwatch clock, CancellationToken end)
    {
        var samples = _groups.ToDictionary(group => group.Function, _ => new List<Sample>());
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(Sample.Every));
        while (!end.IsCancellationRequested)
        {
            var status = await StatusAsync();
            foreach (var group in _groups)
            {
                var lag = await Task.Run(() => group.Lag(group.Ends()), CancellationToken.None);
                var told = status.Functions.Single(function => function.Name == group.Function);
                samples[group.Function].Add(new Sample(clock.Elapsed.TotalSeconds, told.Instances, lag, told.Records, told.Batches));
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        return samples;
    }

    /// <summary>Waits until nothing is behind, with one instance each.</summary>
    public async Task CalmAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        var waited = Stopwatch.StartNew();
        while (await Task.Run(() => _groups.Any(group => group.Lag(group.Ends()) > 0)) || (await StatusAsync()).Functions.Any(function => function.Instances != 1))
        {
            if (waited.Elapsed > Patience) throw new TimeoutException("The functions do not catch up.");
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>What the host tells.</summary>
    public async Task<HostStatus> StatusAsync() => await HostStatus.AskAsync(_http, _port, default) ?? throw new InvalidOperationException("The function host does not answer.");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var group in _groups) group.Dispose();
        _http.Dispose();
    }
}

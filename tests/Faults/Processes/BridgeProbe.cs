using System.Globalization;
using System.Text.RegularExpressions;
using ServerlessIot.EndToEnd.Tests.Running;

namespace ServerlessIot.Faults.Tests.Processes;

/// <summary>The bridge of a running edition as an orchestrator sees it: health, metrics, memory.</summary>
internal sealed partial class BridgeProbe : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly EditionProcess _edition;
    private readonly HttpClient _http;

    private BridgeProbe(EditionProcess edition, Uri address) =>
        (_edition, _http) = (edition, new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(5) });

    /// <summary>Waits until an edition has said where its bridge answers.</summary>
    public static async Task<BridgeProbe> OpenAsync(EditionProcess edition)
    {
        await Until.TrueAsync(() => Address().IsMatch(edition.Output), () => edition.Output);
        return new BridgeProbe(edition, new Uri(Address().Match(edition.Output).Groups[1].Value));
    }

    /// <summary>Messages that the log has acknowledged to the bridge since its start.</summary>
    public Task<long> AcknowledgedAsync() => MetricAsync("messages_acknowledged_total");

    /// <summary>A metric without labels, by its name without the prefix.</summary>
    public async Task<long> MetricAsync(string name)
    {
        var metrics = await _http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        var start = $"serverlessiot_bridge_{name} ";
        return long.Parse(metrics.Split('\n').Single(line => line.StartsWith(start, StringComparison.Ordinal))[start.Length..], CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until the bridge has had this many more messages acknowledged.</summary>
    public async Task MoreAcknowledgedAsync(long messages)
    {
        var before = await AcknowledgedAsync();
        await Until.TrueAsync(async () => await AcknowledgedAsync() >= before + messages, () => _edition.Output);
    }

    /// <summary>Looks ten times a second, for this long or until a sample is the last one wanted.</summary>
    public async Task<IReadOnlyList<BridgeSample>> WatchAsync(TimeSpan length, Func<BridgeSample, bool>? last = null)
    {
        var (time, samples) = (TimeProvider.System, new List<BridgeSample>());
        var started = time.GetTimestamp();
        using var timer = new PeriodicTimer(Interval);
        while (time.GetElapsedTime(started) < length)
        {
            var (ready, alive) = (await AnswersAsync("/healthz/ready"), await AnswersAsync("/healthz/live"));
            samples.Add(new BridgeSample(time.GetElapsedTime(started), ready, alive, ResidentBytes()));
            if (last?.Invoke(samples[^1]) == true) break;
            await timer.WaitForNextTickAsync();
        }

        return samples;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<bool> AnswersAsync(string path)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        return answer.IsSuccessStatusCode;
    }

    private long ResidentBytes()
    {
        var line = File.ReadLines($"/proc/{_edition.Parts["bridge"].Pid}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    [GeneratedRegex(@"bridge\s+(http://127\.0\.0\.1:\d+)/metrics")]
    private static partial Regex Address();
}

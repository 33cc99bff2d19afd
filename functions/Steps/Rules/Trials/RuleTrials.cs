using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Steps.Alert;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Registry;
using ServerlessIot.Steps.Replay;
using ServerlessIot.Steps.Replay.Rebuild;
using ServerlessIot.Steps.Replay.Rows;

namespace ServerlessIot.Steps.Rules.Trials;

/// <summary>
/// Tries rules on stored events: the step Alert's own decisions over rows of the archive, in the order in which they came, with ticks that are made for them. Nobody is told. What
/// rules remember begins with the range: windows of days need days before they can tell.
/// </summary>
public sealed class RuleTrials(ReplayRows rows, ILogWriter log, TopicNames topics, AlertOptions alert, ReplayOptions options, DeviceRegistry registry, GroupBook groups, TimeProvider time)
{
    /// <summary>Most that rules may remember of all devices of a partition: who tries rules must not cost others the app.</summary>
    private const long MostStateBytes = 256L << 20;
    private const long FirstWidth = 60 * 60_000;
    private const long LongestWidth = 1L << 45;

    /// <summary>Tries rules.</summary>
    /// <param name="set">The rules.</param>
    /// <param name="request">Which events.</param>
    /// <param name="progress">Told how many events were held against the rules, now and then; null for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="BlobArchivedException">Events must be brought back from the tier Archive first.</exception>
    /// <exception cref="CorruptDataException">A blob of the archive is damaged.</exception>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    /// <exception cref="LogUnavailableException">The log did not answer how many partitions there are.</exception>
    public async Task<TrialReport> RunAsync(RuleSet set, TrialRequest request, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(request);
        var findings = new TrialFindings();
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var scope = new ReplayScope(request.Tenant, request.Device, null, now);
        var (read, complete) = (0L, true);
        var members = new TrialGroups(set, registry, groups);
        foreach (var partition in await PartitionsAsync(request, cancellationToken))
        {
            var (replay, state) = Begin(set, partition, findings);
            await members.BeginAsync(state.Rules, cancellationToken);
            var (from, width) = (request.From, FirstWidth);
            while (complete && await rows.FirstAsync(partition, from, request.To, cancellationToken) is { } first)
            {
                var to = Math.Min(request.To, first + width);
                var slice = await rows.SliceAsync(partition, scope, first, to, null, options.SortRows, cancellationToken);
                if (slice.More && to - first > 1)
                {
                    width = Math.Max(1, (to - first) / 4);
                    continue;
                }

                for (Origin? after = null; ;)
                {
                    foreach (var row in slice.Rows)
                    {
                        await members.TellAsync(state.Rules, row, cancellationToken);
                        await replay.RowAsync(row, to, cancellationToken);
                    }

                    read += slice.Rows.Count;
                    progress?.Report(read);
                    complete = read < request.MostRows && !findings.Full && state.Rules.Bytes < MostStateBytes;
                    if (!complete || !slice.More) break;
                    after = slice.Rows[^1].Origin;
                    slice = await rows.SliceAsync(partition, scope, first, to, after, options.SortRows, cancellationToken);
                }

                if (slice.Rows.Count < options.SortRows / 4) width = Math.Min(LongestWidth, width * 4);
                from = to;
            }

            // A silence at the end of the range is one, too.
            await replay.PassAsync(Math.Max(replay.Latest + (long)options.TickEvery.TotalMilliseconds, Math.Min(request.To, now)), cancellationToken);
        }

        return findings.Report(set, read, complete);
    }

    private (StepReplay<AlertState> Replay, AlertState State) Begin(RuleSet set, int partition, TrialFindings findings)
    {
        var step = new AlertStep(log, topics, alert);
        var state = step.Empty();
        state.Rules.Switch(set, new ByteWriter());
        // Ticks are made for rows: between them none is missing.
        state.Rules.HoldsSilence = false;
        var replay = new StepReplay<AlertState>(step, state, partition, topics.Valid, (long)options.TickEvery.TotalMilliseconds, telling =>
        {
            foreach (var record in telling.Records)
            {
                if (JsonSerializer.Deserialize(record.Value.Span, DomainJson.Default.AlertRecord) is { } told) findings.Add(told);
            }
        });
        return (replay, state);
    }

    private async Task<IReadOnlyList<int>> PartitionsAsync(TrialRequest request, CancellationToken cancellationToken)
    {
        var raw = await log.PartitionsAsync(topics.Raw, cancellationToken);
        return request.Device is { } device ? [Murmur2.Partition(System.Text.Encoding.UTF8.GetBytes($"{request.Tenant}/{device}"), raw)] : [.. Enumerable.Range(0, raw)];
    }
}

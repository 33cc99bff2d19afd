using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Steps.Alert;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Replay.Jobs;
using ServerlessIot.Steps.Replay.Rows;

namespace ServerlessIot.Steps.Replay.Rebuild;

/// <summary>
/// Alerts of the range, by Alert. Whether a breach opens an alert depends on the one before, and that on the one before it: so the alerts that are
/// stored of the time before the range count as opened, and everything from there on is decided again. Channels and what people did are not compared.
/// </summary>
internal sealed class AlertRebuilder(ReplayRows rows, IDocumentStore documents, ILogWriter log, TopicNames topics, AlertOptions alert, ReplayOptions options) : IRebuilder
{
    /// <summary>Most alerts of one device that are looked at.</summary>
    private const int MostAlerts = 50_000;
    private const string AfterEveryId = "~";
    private readonly DeviceStretches stretches = new(rows, options.SortRows);
    private readonly AlertStep step = new(log, topics, alert);
    private readonly long cooldown = (long)alert.Cooldown.TotalMilliseconds;
    private readonly long every = (long)options.TickEvery.TotalMilliseconds;

    public string What => RebuiltThings.Alerts;

    public (long From, long To) Needs(long from, long to) => (from - cooldown, to + cooldown);

    public async Task<RebuildReport> CompareAsync(RebuildTarget target, CancellationToken cancellationToken)
    {
        var findings = new Findings<AlertRecord>(target.Documents, DomainJson.Default.AlertRecord);
        // Of later ones, breaches within the cooldown may still be counted.
        var (from, to) = (target.From, Math.Min(target.To, target.Settled - cooldown));
        if (from >= to) return findings.Report;
        var stored = await StoredAsync(target, from - (2 * cooldown), to, cancellationToken);
        var state = step.Empty();
        var nothing = new ByteWriter();
        foreach (var earlier in stored.Values.Where(one => one.Time < from - cooldown).OrderBy(one => one.Time)) state.Open(earlier, earlier.Time, nothing);
        var rebuilt = new Dictionary<string, AlertRecord>();
        var replay = new StepReplay<AlertState>(step, state, target.Partition, topics.Valid, every, telling =>
        {
            foreach (var record in telling.Records)
            {
                if (JsonSerializer.Deserialize(record.Value.Span, DomainJson.Default.AlertRecord) is { } told && IsStateless(told.Rule)) rebuilt[told.AlertId] = told;
            }
        });
        await foreach (var stretch in stretches.ReadAsync(target, target.Asked, Needs(from, to), 1, 0, cancellationToken))
        {
            replay.Rewind();
            findings.Read(stretch.Rows.Count);
            foreach (var row in stretch.Rows) await replay.RowAsync(row, long.MaxValue, cancellationToken);
        }

        await replay.PassAsync(replay.Latest + every, cancellationToken);
        foreach (var id in stored.Keys.Union(rebuilt.Keys).Order(StringComparer.Ordinal))
        {
            var (before, again) = (stored.GetValueOrDefault(id), rebuilt.GetValueOrDefault(id));
            if ((before ?? again)!.Time is var time && time >= from && time < to) findings.Compare(id, before, again, (one, other) => Same(one, other, to));
        }

        return findings.Report;
    }

    private async Task<Dictionary<string, AlertRecord>> StoredAsync(RebuildTarget target, long from, long to, CancellationToken cancellationToken)
    {
        var (found, looked) = (new Dictionary<string, AlertRecord>(), 0);
        await foreach (var document in documents.RangeAsync<AlertDocument>(Containers.Alerts, target.Documents, "", AfterEveryId, MostAlerts + 1, cancellationToken))
        {
            if (++looked > MostAlerts) throw new ReplayImpossibleException($"The device {target.Documents} has more than {MostAlerts} alerts; they cannot be compared.");
            var one = document.Body.Alert;
            if (IsStateless(one.Rule) && one.Time >= from && one.Time < to) found[one.AlertId] = one;
        }

        return found;
    }

    /// <summary>Breaches that go on beyond what was read are not compared, only that the alert was opened, and how.</summary>
    private static bool Same(AlertRecord stored, AlertRecord rebuilt, long read) => Comparable(stored, stored, read).SequenceEqual(Comparable(rebuilt, stored, read));

    private static byte[] Comparable(AlertRecord alert, AlertRecord stored, long read)
    {
        var compared = alert with { Origin = "" };
        if (stored.Last >= read) compared = compared with { Suppressed = 0, Last = 0, Cleared = null, Reopened = 0 };
        return JsonSerializer.SerializeToUtf8Bytes(compared, DomainJson.Default.AlertRecord);
    }

    /// <summary>Of rules that remember, only a replay from the device's first event could tell.</summary>
    private static bool IsStateless(string rule) => RuleSet.Default.Rules.Any(one => one.Head.Id == rule && one.IsStateless);
}

using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Alert;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Replay.Jobs;
using ServerlessIot.Steps.Replay.Rows;
using ServerlessIot.Steps.Rules;

namespace ServerlessIot.Steps.Replay.Rebuild;

/// <summary>
/// Alerts of the range, by Alert. Whether a breach opens an alert depends on the one before, and that on the one before it: so the alerts that are
/// stored of the time before the range count as opened, and everything from there on is decided again, by the rules that were in force then. Channels and what people did are
/// not compared, nor are alerts within a minute of a change of rules or in the cooldown behind it, or from before it is known which rules held: those are counted as unsure.
/// What a bridge kept in its spool over a change counts by when it came to the bridge, while Alert judged it when it came out.
/// </summary>
internal sealed class AlertRebuilder(
    ReplayRows rows, IDocumentStore documents, ILogWriter log, TopicNames topics, AlertOptions alert, ReplayOptions options, RuleBook book) : IRebuilder
{
    /// <summary>Most alerts of one device that are looked at.</summary>
    private const int MostAlerts = 50_000;
    private const string AfterEveryId = "~";
    private readonly DeviceStretches stretches = new(rows, options.SortRows);
    private readonly AlertStep step = new(log, topics, alert);
    private readonly long cooldown = (long)alert.Cooldown.TotalMilliseconds;
    private readonly long every = (long)options.TickEvery.TotalMilliseconds;
    private (long From, long To, long Asked, RulesInForce Rules)? known;

    public string What => RebuiltThings.Alerts;

    public (long From, long To) Needs(long from, long to) => (from - cooldown, to + cooldown);

    public async Task<RebuildReport> CompareAsync(RebuildTarget target, CancellationToken cancellationToken)
    {
        var findings = new Findings<AlertRecord>(target.Documents, DomainJson.Default.AlertRecord);
        // Of later ones, breaches within the cooldown may still be counted.
        var to = Math.Min(target.To, target.Settled - cooldown);
        if (target.From >= to) return findings.Report;
        var rules = await RulesAsync(target, cancellationToken);
        var from = rules.Since == 0 ? target.From : Math.Min(to, Math.Max(target.From, rules.Since + cooldown));
        var stored = await StoredAsync(target, rules, Math.Min(target.From, from - (2 * cooldown)), to, cancellationToken);
        var (state, nothing) = (step.Empty(), new ByteWriter());
        var inForce = rules.At(from - cooldown);
        AlertStep.Switch(state, rules.Sets[inForce].Rules, 0, nothing);
        foreach (var earlier in stored.Values.Where(one => one.Time < from - cooldown && Reaches(one, from - (2 * cooldown))).OrderBy(one => one.Time)) state.Open(earlier, AlertTimes.Last(earlier), nothing);
        var (rebuilt, unsure) = (new Dictionary<string, AlertRecord>(), new HashSet<string>());
        var replay = new StepReplay<AlertState>(step, state, target.Partition, topics.Valid, every, telling =>
        {
            foreach (var record in telling.Records)
            {
                if (JsonSerializer.Deserialize(record.Value.Span, DomainJson.Default.AlertRecord) is { } told && rules.IsComparable(told.Rule)) rebuilt[told.AlertId] = told;
            }
        });
        await foreach (var stretch in stretches.ReadAsync(target, target.Asked, Needs(from, to), 1, 0, cancellationToken))
        {
            replay.Rewind();
            findings.Read(stretch.Rows.Count);
            // Within a stretch rows are in the order of the log, in which rules never go back; a stretch of later events may begin with earlier arrivals.
            var latest = 0;
            foreach (var row in stretch.Rows)
            {
                latest = Math.Max(latest, rules.At(row.Arrived));
                while (inForce != latest)
                {
                    inForce = Math.Min(inForce + 1, latest);
                    var (since, set) = rules.Sets[inForce];
                    await replay.PassAsync(since, cancellationToken);
                    AlertStep.Switch(state, set, since, nothing);
                }

                if (rules.IsUnsure(row.Arrived, cooldown) && EventJson.TryRead(row.Json, out var e)) unsure.Add(e.Id);
                await replay.RowAsync(row, long.MaxValue, cancellationToken);
            }
        }

        await replay.PassAsync(replay.Latest + every, cancellationToken);
        foreach (var id in stored.Keys.Union(rebuilt.Keys).Order(StringComparer.Ordinal))
        {
            var (before, again) = (stored.GetValueOrDefault(id), rebuilt.GetValueOrDefault(id));
            var one = (before ?? again)!;
            if (one.Time < target.From || one.Time >= to) continue;
            if (one.Time < from || unsure.Contains(one.EventId) || rules.IsUnsure(one.Time, AlertTimes.Cooldown(one))) findings.Unsure();
            else findings.Compare(id, before, again, (left, right) => Same(left, right, open: left.Last >= to || left.Cleared >= to || rules.Lasts(left) || rules.Lasts(right)));
        }

        return findings.Report;
    }

    /// <summary>The same for each device of a job.</summary>
    private async Task<RulesInForce> RulesAsync(RebuildTarget target, CancellationToken cancellationToken)
    {
        if (known is { } held && (held.From, held.To, held.Asked) == (target.From, target.To, target.Asked)) return held.Rules;
        // By arrival, which for what a device kept to itself is any time after.
        var rules = await RulesInForce.ReadAsync(book, target.From - (2 * cooldown), target.Asked, cancellationToken);
        known = (target.From, target.To, target.Asked, rules);
        return rules;
    }

    private async Task<Dictionary<string, AlertRecord>> StoredAsync(RebuildTarget target, RulesInForce rules, long from, long to, CancellationToken cancellationToken)
    {
        var (found, looked) = (new Dictionary<string, AlertRecord>(), 0);
        await foreach (var document in documents.RangeAsync<AlertDocument>(Containers.Alerts, target.Documents, "", AfterEveryId, MostAlerts + 1, cancellationToken))
        {
            if (++looked > MostAlerts) throw new ReplayImpossibleException($"The device {target.Documents} has more than {MostAlerts} alerts; they cannot be compared.");
            var one = document.Body.Alert;
            if (rules.IsComparable(one.Rule) && Reaches(one, from) && one.Time < to) found[one.AlertId] = one;
        }

        return found;
    }

    /// <summary>Whether its condition still held at a time, Unix milliseconds, or broke later: a breach of a device that reports seldom belongs to an alert from long before.</summary>
    private static bool Reaches(AlertRecord alert, long time) => alert.Cleared is null || Math.Max(AlertTimes.Last(alert), alert.Cleared.Value) >= time;

    /// <summary>What an alert counted, and when it ended, is not compared where that is open: only that it was opened, and how.</summary>
    private static bool Same(AlertRecord stored, AlertRecord rebuilt, bool open) => Comparable(stored, open).SequenceEqual(Comparable(rebuilt, open));

    private static byte[] Comparable(AlertRecord alert, bool open)
    {
        var compared = alert with { Origin = "" };
        if (open) compared = compared with { Suppressed = 0, Last = 0, Cleared = null, Reopened = 0 };
        return JsonSerializer.SerializeToUtf8Bytes(compared, DomainJson.Default.AlertRecord);
    }
}

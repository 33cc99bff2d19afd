using System.Globalization;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Notify.Storms;

/// <summary>The alerts that stand for storms: device <c>storm</c> of the tenant. Each is opened once, and cleared when its storm is over and none of those that it stands for is open any more: until then it is escalated in their place.</summary>
public sealed class StormParents(IDocumentStore store, INotificationPolicy policy, AlertSender sender, TimeProvider time)
{
    /// <summary>Alerts of a storm that are counted.</summary>
    private const int MostCounted = 100_000;

    // See AlertSender.Tries.
    private const int Tries = 20;
    private static readonly string Opening = new Origin(0, 0, 0, 0).ToString();
    private static readonly string Ending = new Origin(0, 0, 0, 1).ToString();
    private static readonly string Clearing = new Origin(0, 0, 0, 2).ToString();

    /// <summary>Makes sure that the alert of a storm is open and was told wherever one of its children would be: it goes by its own routes and by theirs, with the highest of their severities.</summary>
    /// <param name="key">The storm.</param>
    /// <param name="storm">Its document.</param>
    /// <param name="child">The child.</param>
    /// <param name="channels">Channels that the child would be told on.</param>
    /// <param name="limit">Devices that are told one by one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Where it is told.</returns>
    internal async Task<StormTold> OpenAsync(StormKey key, StormDocument storm, AlertRecord child, IReadOnlyList<string> channels, int limit, CancellationToken cancellationToken)
    {
        var (id, partition) = (storm.Parent!, PartitionOf(key.Tenant));
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var (now, current) = (time.GetUtcNow().ToUnixTimeMilliseconds(), policy.Current);
            var stored = await store.ReadAsync<AlertDocument>(Containers.Alerts, partition, id, cancellationToken);
            var next = stored is null ? AlertMerge.Open(Record(key, storm, child, limit), now) : StormTelling.Raise(stored.Body, child, current, now);
            next = StormTelling.Widen(next, [.. current.ChannelsOf(next.Alert, sender.Channels).Union(channels)], current, now);
            if (ReferenceEquals(next, stored?.Body)) return StormTold.Of(next);
            if (await store.TryWriteAsync(Containers.Alerts, partition, id, next, stored?.Version, cancellationToken) is not { } version) continue;
            if (stored is null) NotifyMetrics.Storm();
            await sender.SendAsync(new Document<AlertDocument>(id, partition, next, version), fresh: true, cancellationToken);
            return StormTold.Of(next);
        }

        throw new StoreUnavailableException($"The document of alert {id} was changed by others {Tries} times in a row.");
    }

    /// <summary>
    /// Ends a storm that has passed: first it stops to take alerts, then its own says how many it had, and is cleared. While one of them is open it is looked at
    /// once a window, by a document of its own, since the next storm may begin. Whoever comes next goes on after a crash.
    /// </summary>
    public async Task EndAsync(Document<StormDocument> document, CancellationToken cancellationToken)
    {
        var (storm, now) = (document, time.GetUtcNow().ToUnixTimeMilliseconds());
        if (storm.Body.Over is null)
        {
            if (!storm.Body.HasPassed(now)) return;
            var ended = StormRules.End(storm.Body, now);
            if (await store.TryWriteAsync(Containers.Notices, storm.Partition, storm.Id, ended, storm.Version, cancellationToken) is not { } version) return;
            storm = storm with { Body = ended, Version = version };
        }

        var (id, lingers) = (storm.Body.Over!, storm.Id == storm.Body.Over);
        if (!await ClearAsync(PartitionOf(storm.Partition.Split('/')[0]), id, storm.Body.Touched, lingers ? now : storm.Body.Touched, cancellationToken))
        {
            // Where it is there already, somebody got as far and died, or was faster.
            await store.TryWriteAsync(Containers.Notices, storm.Partition, id, StormRules.Linger(storm.Body, now), lingers ? storm.Version : null, cancellationToken);
            if (lingers) return;
        }

        // When somebody else was faster it is done, or will be.
        await store.TryWriteAsync(Containers.Notices, storm.Partition, storm.Id, StormRules.Finish(storm.Body), storm.Version, cancellationToken);
    }

    /// <summary>False when one of the storm's alerts is still open.</summary>
    private async Task<bool> ClearAsync(string partition, string id, long last, long cleared, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if (await store.ReadAsync<AlertDocument>(Containers.Alerts, partition, id, cancellationToken) is not { } stored) return true;
            // What somebody cleared stays cleared.
            var isOpen = stored.Body.State != AlertStates.Cleared && await CountAsync(id, AlertStates.Open, 1, cancellationToken) > 0;
            if (isOpen && stored.Body.Alert.Origin == Ending) return false;
            var children = await CountAsync(id, null, MostCounted, cancellationToken);
            var record = stored.Body.Alert with { Origin = isOpen ? Ending : Clearing, Last = last, Cleared = isOpen ? null : cleared, Suppressed = children, Value = stored.Body.Alert.Limit + children };
            if (AlertLifecycle.Revise(stored.Body, record, time.GetUtcNow().ToUnixTimeMilliseconds()) is not { } next) return true;
            if (await store.TryWriteAsync(Containers.Alerts, partition, id, next, stored.Version, cancellationToken) is not null) return !isOpen;
        }

        throw new StoreUnavailableException($"The document of alert {id} was changed by others {Tries} times in a row.");
    }

    private async Task<int> CountAsync(string id, string? state, int most, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var _ in store.QueryByAsync<AlertDocument>(Containers.Alerts, "parent", id, state, null, null, most, cancellationToken)) count++;
        return count;
    }

    private static string PartitionOf(string tenant) => $"{tenant}/{StormKey.Device}";

    private static AlertRecord Record(StormKey key, StormDocument storm, AlertRecord child, int limit) => new()
    {
        AlertId = storm.Parent!,
        Tenant = key.Tenant,
        Device = StormKey.Device,
        Rule = key.Rule,
        Severity = child.Severity,
        Level = child.Level,
        Message = string.Create(CultureInfo.InvariantCulture, $"A storm: more than {limit} devices{(key.Group.Length == 0 ? "" : " of " + key.Group)} fire {key.Rule} within {storm.Window / 1000} s; further ones are recorded and not told"),
        Measure = "devices",
        Value = limit + 1,
        Limit = limit,
        Time = storm.Began,
        Last = storm.Began,
        EventId = string.Create(CultureInfo.InvariantCulture, $"storm-{storm.Began}"),
        Group = child.Group,
        Origin = Opening,
    };
}

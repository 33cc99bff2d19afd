using System.Collections.Concurrent;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Notify.Storms;

/// <summary>
/// Lets so many devices of a group and rule be told one by one within a window; the next one makes a storm, which is one alert for all that
/// follow until none came for a window. Holds over all instances and however often records come: who is told has a place in one document that is
/// written conditionally, and once there is a storm it is looked at once a second.
/// </summary>
public sealed class StormBook(IDocumentStore store, INotificationPolicy policy, StormParents parents, TimeProvider time)
{
    // A conflict means that another instance got a place, and there are at most 500.
    private const int Tries = 1_000;

    /// <summary>Groups and rules remembered; beyond that all are forgotten, which costs reads.</summary>
    private const int MostSeen = 10_000;
    private readonly ConcurrentDictionary<StormKey, StormSeen> seen = new();

    /// <summary>Asks for an alert that is to be told.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="key">Which telling of it: asked again, it is answered the same as long as the storm lasts.</param>
    /// <param name="channels">Channels that it would be told on: the storm's alert is told on them in its place.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Id of the storm's alert, which is open; null when the alert is to be told by itself.</returns>
    /// <exception cref="StoreUnavailableException">It is not known.</exception>
    public async Task<string?> AskAsync(AlertRecord alert, string key, IReadOnlyList<string> channels, CancellationToken cancellationToken)
    {
        if (policy.Current.Storm is not { } limit) return null;
        if (seen.Count >= MostSeen) seen.Clear();
        var storm = StormKey.Of(alert);
        var known = seen.GetOrAdd(storm, _ => new StormSeen());
        await known.Gate.WaitAsync(cancellationToken);
        try
        {
            if (known.Document.Parent is { } on && Now < known.Until) return known.Document.Members.Any(member => member.Key == key) ? null : await PartOfAsync(on);
            for (var attempt = 0; attempt < Tries; attempt++)
            {
                var stored = await store.ReadAsync<StormDocument>(Containers.Notices, storm.Partition, storm.Id, cancellationToken);
                if (stored is not null && (stored.Body.HasPassed(Now) || stored.Body.Over is not null))
                {
                    await parents.EndAsync(stored, cancellationToken);
                    continue;
                }

                var now = Now;
                var (next, parent) = StormRules.Add(stored?.Body ?? new StormDocument(), alert, key, limit, now);
                if (!ReferenceEquals(next, stored?.Body) && await store.TryWriteAsync(Containers.Notices, storm.Partition, storm.Id, next, stored?.Version, cancellationToken) is null) continue;
                (known.Document, known.Until) = (next, now + StormRules.NoteEvery);
                return parent is null ? null : await PartOfAsync(parent);
            }

            throw new StoreUnavailableException($"The storm of {alert.Rule} was changed by others {Tries} times in a row.");
        }
        finally
        {
            known.Gate.Release();
        }

        async Task<string> PartOfAsync(string parent)
        {
            // Before anything points to it, whoever began the storm: that one may have died since.
            if (known.Told?.Covers(parent, alert, channels) != true) known.Told = await parents.OpenAsync(storm, known.Document, alert, channels, limit.Devices, cancellationToken);
            return parent;
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}

using System.Collections.Concurrent;
using System.Globalization;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Notify.Limits;

/// <summary>
/// Lets through as many notifications a minute, tenant and channel as the policy allows, over all instances: each one costs a conditional write of a
/// small document until the minute is full, and nothing from then on.
/// </summary>
public sealed class RateBook(IDocumentStore store, INotificationPolicy policy, TimeProvider time)
{
    private const long Minute = 60_000;
    private const long NoteEvery = 1_000;

    // A conflict means that another instance got one through, and a minute has at most a thousand.
    private const int Tries = 1_100;

    /// <summary>Accounts remembered; beyond that all are forgotten, which costs reads, and counts that only instances knew.</summary>
    private const int MostAccounts = 10_000;
    private readonly ConcurrentDictionary<(string Tenant, string Channel), RateAccount> accounts = new();

    /// <summary>Asks for one notification.</summary>
    /// <exception cref="StoreUnavailableException">It is not known whether it may go out.</exception>
    public async Task<Permit> AskAsync(string tenant, string channel, CancellationToken cancellationToken)
    {
        if (!policy.Current.Limits.TryGetValue(channel, out var limit)) return default;
        var account = Account(tenant, channel);
        await account.Gate.WaitAsync(cancellationToken);
        try
        {
            if (account.FullUntil <= Now && await TakeAsync(account, tenant, channel, limit, cancellationToken) is { } permit) return permit;
            account.Unnoted++;
            if (Now - account.Noted >= NoteEvery) await NoteAsync(account, tenant, channel, cancellationToken);
            return new Permit(account.FullUntil, 0);
        }
        finally
        {
            account.Gate.Release();
        }
    }

    /// <summary>Takes back what a notification was to say and could not, so that the next one says it.</summary>
    public async Task UnsaidAsync(string tenant, string channel, long waiting, CancellationToken cancellationToken)
    {
        var account = Account(tenant, channel);
        await account.Gate.WaitAsync(cancellationToken);
        account.Unnoted += waiting;
        account.Gate.Release();
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private RateAccount Account(string tenant, string channel)
    {
        if (accounts.Count >= MostAccounts) accounts.Clear();
        return accounts.GetOrAdd((tenant, channel), _ => new RateAccount());
    }

    private async Task<Permit?> TakeAsync(RateAccount account, string tenant, string channel, int limit, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var minute = Now / Minute;
            var stored = await ReadAsync(tenant, channel, cancellationToken);
            // Clocks of instances differ: the minute that any of them has begun counts.
            minute = Math.Max(minute, stored?.Body.Minute ?? 0);
            var (sent, waited) = stored?.Body is { } body ? (body.Minute == minute ? body.Sent : 0, body.Minute == minute ? 0 : body.Waiting) : (0, 0);
            if (sent >= limit)
            {
                account.FullUntil = (minute + 1) * Minute;
                return null;
            }

            var next = new RateDocument(minute, sent + 1, stored?.Body.Minute == minute ? stored.Body.Waiting : 0);
            if (await WriteAsync(tenant, channel, next, stored?.Version, cancellationToken) is null) continue;
            var permit = new Permit(0, waited + account.Unnoted);
            account.Unnoted = 0;
            return permit;
        }

        throw new StoreUnavailableException($"The limit of {channel} was changed by others {Tries} times in a row.");
    }

    private async Task NoteAsync(RateAccount account, string tenant, string channel, CancellationToken cancellationToken)
    {
        var stored = await ReadAsync(tenant, channel, cancellationToken);
        account.Noted = Now;
        // When somebody else is faster it is noted the next time.
        if (stored is null || await WriteAsync(tenant, channel, stored.Body with { Waiting = stored.Body.Waiting + account.Unnoted }, stored.Version, cancellationToken) is null) return;
        account.Unnoted = 0;
    }

    private Task<Document<RateDocument>?> ReadAsync(string tenant, string channel, CancellationToken cancellationToken) =>
        store.ReadAsync<RateDocument>(Containers.Notices, PartitionOf(tenant), IdOf(channel), cancellationToken);

    private Task<string?> WriteAsync(string tenant, string channel, RateDocument body, string? version, CancellationToken cancellationToken) =>
        store.TryWriteAsync(Containers.Notices, PartitionOf(tenant), IdOf(channel), body, version, cancellationToken);

    private static string PartitionOf(string tenant) => $"{tenant}/rates";

    private static string IdOf(string channel) => string.Create(CultureInfo.InvariantCulture, $"rate-{channel}");
}

using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Rules;

/// <summary>The notification policy of the rules that were published last. Notify decides nothing that must be decided again in the same way, so it needs no tick to change it.</summary>
public sealed class PublishedPolicy(RuleBook book, TimeProvider time) : INotificationPolicy
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private volatile Held? held;
    private int looking;

    /// <inheritdoc/>
    public NotificationPolicy Current => held?.Policy ?? NotificationPolicy.Default;

    /// <inheritdoc/>
    public async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        // One looks, while the others go on with what is known; before anything is, all have to.
        if (IsFresh || (Interlocked.Exchange(ref looking, 1) == 1 && held is not null)) return;
        try
        {
            held = await LookAsync(cancellationToken);
        }
        catch (StoreUnavailableException) when (held is { } before)
        {
            // What held until now goes on; the next look is soon.
            held = before with { At = time.GetUtcNow() };
        }
        finally
        {
            Volatile.Write(ref looking, 0);
        }
    }

    private bool IsFresh => held is { } now && (time.GetUtcNow() - now.At).Duration() < LookEvery;

    private async Task<Held> LookAsync(CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        var history = await book.HistoryAsync(cancellationToken);
        var published = history.Publications.Select(one => one.Name).Reverse().ToList();
        var latest = published.FirstOrDefault();
        if (held is { } before && latest is not null && before.Name == latest) return before with { At = at };
        // Since 0: nobody published anything; else somebody damaged what says what was.
        if (latest is null && history.Since == 0) return new Held(null, NotificationPolicy.Default, at);
        // What cannot be read is logged there; the policy before it goes on, and the file is looked for again.
        if (latest is not null && await book.ReadAsync(latest, cancellationToken) is { } set) return new Held(latest, set.Notifications, at);
        return held is { } known ? known with { At = at } : await EarlierAsync(published.Skip(1), at, cancellationToken);
    }

    /// <summary>What an instance would hold that has been there for longer: the latest that can be read.</summary>
    private async Task<Held> EarlierAsync(IEnumerable<RulesName> published, DateTimeOffset at, CancellationToken cancellationToken)
    {
        foreach (var name in published)
        {
            if (await book.ReadAsync(name, cancellationToken) is { } set) return new Held(name, set.Notifications, at);
        }

        // Without any, everybody would be told everything, in maintenance, too, and what is due to be escalated would be forgotten.
        throw new StoreUnavailableException("None of the rules that were published can be read, so it is not known who is to be told.");
    }

    private sealed record Held(RulesName? Name, NotificationPolicy Policy, DateTimeOffset At);
}

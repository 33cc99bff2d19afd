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
        var name = await book.LatestAsync(cancellationToken);
        if (held is { } before && before.Name == name) return before with { At = at };
        if (name is null) return new Held(null, NotificationPolicy.Default, at);
        // What cannot be read is logged there; the policy before it goes on, and the file is looked for again.
        return await book.ReadAsync(name, cancellationToken) is { } set ? new Held(name, set.Notifications, at) : new Held(held?.Name, Current, at);
    }

    private sealed record Held(RulesName? Name, NotificationPolicy Policy, DateTimeOffset At);
}

namespace ServerlessIot.Domain.Alerts.Policy;

/// <summary>Who is told of which alerts, how often, and when not. Immutable.</summary>
public sealed record NotificationPolicy
{
    /// <summary>What holds without any: every alert on every channel that is set up, storms as one.</summary>
    public static NotificationPolicy Default { get; } = new();

    /// <summary>Routes; an alert goes to the channels of all that fit.</summary>
    public IReadOnlyList<AlertRoute> Routes { get; init; } = [new AlertRoute(AlertMatch.Every, [AlertChannels.Every])];

    /// <summary>Notifications a minute and tenant, by channel; without an entry there is no limit.</summary>
    public IReadOnlyDictionary<string, int> Limits { get; init; } = new Dictionary<string, int>();

    /// <summary>What a storm is; null = every alert is told by itself.</summary>
    public StormLimit? Storm { get; init; } = StormLimit.Default;

    /// <summary>Maintenance.</summary>
    public IReadOnlyList<Silence> Silences { get; init; } = [];

    /// <summary>What happens to alerts that nobody takes, the earliest first.</summary>
    public IReadOnlyList<EscalationStep> Escalations { get; init; } = [];

    /// <summary>Channels that an alert goes to, of those that are set up.</summary>
    public IReadOnlyList<string> ChannelsOf(AlertRecord alert, IReadOnlyList<string> setUp)
    {
        var wanted = Routes.Where(route => route.Match.Fits(alert)).SelectMany(route => route.Channels).ToHashSet();
        return Among(wanted, alert, setUp);
    }

    /// <summary>Whether maintenance holds an alert back.</summary>
    public bool IsSilenced(AlertRecord alert) => Silences.Any(silence => silence.Holds(alert));

    /// <summary>When the maintenance ends that an alert is in at a time, over silences that follow each other.</summary>
    /// <param name="alert">The alert; when it broke its rule does not count.</param>
    /// <param name="time">The time, Unix milliseconds.</param>
    /// <returns>First time after, Unix milliseconds; 0 when there is no maintenance at the time.</returns>
    public long SilencedUntil(AlertRecord alert, long time)
    {
        var fitting = Silences.Where(silence => silence.Match.Fits(alert)).ToList();
        var until = time;
        while (fitting.Where(silence => silence.Covers(until)).Select(silence => silence.To).DefaultIfEmpty(until).Max() is var next && next > until) until = next;
        return until > time ? until : 0;
    }

    /// <summary>The steps for an alert, the earliest first.</summary>
    public IReadOnlyList<EscalationStep> EscalationsOf(AlertRecord alert) => [.. Escalations.Where(step => step.Match.Fits(alert))];

    /// <summary>Those of the channels that are set up which a list names, and which have something to do for an alert.</summary>
    public static IReadOnlyList<string> Among(IReadOnlyCollection<string> wanted, AlertRecord alert, IReadOnlyList<string> setUp)
    {
        ArgumentNullException.ThrowIfNull(alert);
        // A command changes what a device does: only a route that names the channel sends any.
        return [.. setUp.Where(channel => channel == AlertChannels.Command ? wanted.Contains(channel) && alert.Action is not null : wanted.Contains(AlertChannels.Every) || wanted.Contains(channel))];
    }
}

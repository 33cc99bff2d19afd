using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Rules;

namespace ServerlessIot.Domain.Alerts;

/// <summary>An alert as a record of the topic <c>alerts</c>: its opening, or a later revision with the suppressed count.</summary>
public sealed record AlertRecord
{
    /// <summary>Deterministic id: a hash of tenant, device, rule and the event that opened it.</summary>
    public required string AlertId { get; init; }

    /// <summary>Tenant of the device.</summary>
    public required string Tenant { get; init; }

    /// <summary>Device id.</summary>
    public required string Device { get; init; }

    /// <summary>Name of the rule that fired.</summary>
    public required string Rule { get; init; }

    /// <summary>1 (information) to 5 (critical).</summary>
    public required int Severity { get; init; }

    /// <summary>info, low, normal, high, warning or critical, as the source of the rule names it.</summary>
    public required string Level { get; init; }

    /// <summary>Text for people.</summary>
    public required string Message { get; init; }

    /// <summary>Measure that broke the rule.</summary>
    public required string Measure { get; init; }

    /// <summary>Its value.</summary>
    public required double Value { get; init; }

    /// <summary>The limit it broke, same unit.</summary>
    public required double Limit { get; init; }

    /// <summary>Time of the event that opened it, Unix milliseconds.</summary>
    public required long Time { get; init; }

    /// <summary>Id of the event that opened it.</summary>
    public required string EventId { get; init; }

    /// <summary>Breaches of the same rule on the same device within the cooldown that raised no alert of their own.</summary>
    public long Suppressed { get; init; }

    /// <summary>Time of the latest breach that this alert stands for, Unix milliseconds; 0 in records from before it was told: then <see cref="Time"/>.</summary>
    public long Last { get; init; }

    /// <summary>When the condition ended, Unix milliseconds; before the opening is told where its event came late; null while it holds, or for rules that do not see their end.</summary>
    public long? Cleared { get; init; }

    /// <summary>Times that the condition came back within the cooldown after it had ended.</summary>
    public int Reopened { get; init; }

    /// <summary>Cooldown of the rule, ms: a breach within this time of <see cref="Last"/> belongs to this alert. 0 in records from before it was told: then <see cref="RuleSet.DefaultCooldown"/>.</summary>
    public long Cooldown { get; init; }

    /// <summary>What alerts of the same rule are grouped by when a storm comes, such as <c>site=plant1</c>; null when the rule names nothing.</summary>
    public string? Group { get; init; }

    /// <summary>Command that the rule wants sent to the device, such as <c>shutdown</c>; null for none.</summary>
    public string? Action { get; init; }

    /// <summary>What else the rule found, by name: score, confidence, cause, actions, minutes to recover. Null for nothing.</summary>
    public IReadOnlyDictionary<string, string>? Details { get; init; }

    /// <summary>Origin of this revision as text; later revisions have higher origins.</summary>
    public required string Origin { get; init; }

    /// <summary>The alert that an event raises by a rule.</summary>
    /// <param name="e">The event.</param>
    /// <param name="hit">The rule that fired, and by what.</param>
    /// <param name="origin">Place of the revision in the order of all that is said of the alert.</param>
    public static AlertRecord Of(DeviceEvent e, RuleHit hit, Origin origin)
    {
        ArgumentNullException.ThrowIfNull(e);
        return Of(e.Tenant, e.Device, hit, e.Time, e.Id, origin);
    }

    /// <summary>The alert that a silence raises by a rule.</summary>
    /// <param name="tenant">Tenant of the device.</param>
    /// <param name="device">Device id.</param>
    /// <param name="hit">The rule that fired.</param>
    /// <param name="turn">Since when.</param>
    /// <param name="origin">Place of the revision in the order of all that is said of the alert.</param>
    public static AlertRecord Of(string tenant, string device, RuleHit hit, in RuleTurn turn, Origin origin) =>
        Of(tenant, device, hit, turn.Time, turn.SilenceId, origin);

    private static AlertRecord Of(string tenant, string device, in RuleHit hit, long time, string eventId, Origin origin) => new()
    {
        AlertId = AlertIds.For(tenant, device, hit.Rule, eventId),
        Tenant = tenant,
        Device = device,
        Rule = hit.Rule,
        Severity = hit.Severity,
        Level = hit.Level,
        Message = hit.Message,
        Measure = hit.Measure,
        Value = hit.Value,
        Limit = hit.Limit,
        Time = time,
        EventId = eventId,
        Last = time,
        Cooldown = (long)(hit.Cooldown ?? TimeSpan.Zero).TotalMilliseconds,
        Group = hit.Group,
        Action = hit.Action,
        Details = hit.Details,
        Origin = origin.ToString(),
    };
}

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

    /// <summary>Origin of this revision as text; later revisions have higher origins.</summary>
    public required string Origin { get; init; }
}

namespace ServerlessIot.Steps.Audit;

/// <summary>Settings of Audit, section <c>Audit</c>.</summary>
public sealed record AuditOptions
{
    /// <summary>Looks in a row that must see a difference before it raises an alert, 1 to 10: what is only on its way is not lost. Default 2.</summary>
    public int Looks { get; init; } = 2;

    /// <summary>The same for a reader ahead of Validate's journal, which mends itself with the next record or tick, 1 to 100. Default 6.</summary>
    public int LooksAhead { get; init; } = 6;

    /// <summary>A difference that grows raises a further alert at most this often. Default 5 minutes.</summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Books older than this do not vouch for anything. Default 2 minutes.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromMinutes(2);
}

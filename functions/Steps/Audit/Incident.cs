namespace ServerlessIot.Steps.Audit;

/// <summary>A difference over time.</summary>
/// <param name="Difference">As the last look saw it.</param>
/// <param name="Looks">Looks in a row that saw it.</param>
/// <param name="Told">Amount that alerts have told of; 0 before the first.</param>
/// <param name="Raised">When the last alert was raised, Unix milliseconds; null before the first.</param>
public sealed record Incident(Difference Difference, int Looks, long Told, long? Raised)
{
    /// <summary>What becomes of a partition's incidents when a look sees <paramref name="differences"/>; what is gone is forgotten.</summary>
    public static List<Incident> Next(IReadOnlyList<Incident> before, IReadOnlyList<Difference> differences) =>
        [.. differences.Select(difference => before.FirstOrDefault(incident => incident.IsSame(difference)) is { } known
            ? known with { Difference = difference, Looks = known.Looks + 1 }
            : new Incident(difference, 1, 0, null))];

    /// <summary>Whether it is time for an alert.</summary>
    public bool IsDue(AuditOptions options, long now) =>
        Looks >= (Difference.Kind == DifferenceKinds.Ahead ? options.LooksAhead : options.Looks)
        && Math.Abs(Difference.Amount) > Math.Abs(Told)
        && (Raised is not { } raised || now - raised >= (long)options.Cooldown.TotalMilliseconds);

    private bool IsSame(Difference other) => (Difference.Step, Difference.Kind, Difference.Place) == (other.Step, other.Kind, other.Place);
}

namespace ServerlessIot.Domain.Queries.Statistics;

/// <summary>
/// How long a device was in which status: from each event to the next the status that was last said. Of a silence the first ten minutes
/// count so, the rest as offline; what lies before the first status and after the last event is not known and not counted.
/// </summary>
public sealed class StatusTimes
{
    /// <summary>Silence after which a device is offline, milliseconds.</summary>
    public const long OfflineAfter = 10 * 60_000;

    /// <summary>Different statuses that are told apart; time in further ones is <see cref="Other"/>.</summary>
    public const int MostStatuses = 32;

    /// <summary>Name for what is not told apart.</summary>
    public const string Other = "other";

    private readonly SortedDictionary<string, long> times = new(StringComparer.Ordinal);
    private string? current;
    private long latest;

    /// <summary>Milliseconds by status, in the order of their names.</summary>
    public IReadOnlyDictionary<string, long> Times => times;

    /// <summary>Takes in an event that is not before any other.</summary>
    /// <param name="time">Unix milliseconds.</param>
    /// <param name="status">What it said; null = nothing, so that it is as before.</param>
    public void Add(long time, string? status)
    {
        if (current is not null)
        {
            var heard = Math.Min(time - latest, OfflineAfter);
            Count(current, heard);
            if (time - latest > heard) Count(Statuses.Offline, time - latest - heard);
        }

        (current, latest) = (status ?? current, time);
    }

    private void Count(string status, long milliseconds)
    {
        if (times.Count >= MostStatuses && status != Statuses.Offline && !times.ContainsKey(status)) status = Other;
        times[status] = times.GetValueOrDefault(status) + milliseconds;
    }
}

using ServerlessIot.Domain.Events;

namespace ServerlessIot.Steps.Archive;

/// <summary>Settings of the archive, section <c>Archive</c>.</summary>
public sealed record ArchiveOptions
{
    /// <summary>Name of the default policy in segments.</summary>
    public const string DefaultPolicy = "";

    /// <summary>Days in the hot tier for rows that no policy names, 1 to 36,500. Default 7.</summary>
    public int HotDays { get; init; } = 7;

    /// <summary>Age in days of a month's first row at which the month leaves the warm tier (Cool) for the cold one, so that no row is there longer; above <see cref="HotDays"/>. Default 90.</summary>
    public int WarmDays { get; init; } = 90;

    /// <summary>Age in days of a month's first row at which the month leaves Cold for Archive, where reading them takes hours; at least <see cref="WarmDays"/>. Default 180.</summary>
    public int ColdDays { get; init; } = 180;

    /// <summary>Age in days of a span's last row at which its rows are deleted, above <see cref="WarmDays"/>. Default 3,653: ten years.</summary>
    public int KeepDays { get; init; } = 3653;

    /// <summary>Policies for tenants and data classes, by name; the first that fits counts.</summary>
    public IReadOnlyDictionary<string, ArchivePolicy> Policies { get; init; } = new Dictionary<string, ArchivePolicy>();

    /// <summary>What was replaced stays this long for readers that began before, 1 minute to 7 days. Default 1 hour.</summary>
    public TimeSpan SweepAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Blobs that no manifest names are deleted when they are older than this, at least 1 hour. Default 1 day.</summary>
    public TimeSpan OrphansAfter { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Journals that were sealed, of all steps, are deleted when they are older than this, at least 1 hour. Default 7 days.</summary>
    public TimeSpan JournalsAfter { get; init; } = TimeSpan.FromDays(7);

    /// <summary>What was brought back from the tier Archive stays readable this long after it was last asked for, 1 hour to 90 days. Default 7 days.</summary>
    public TimeSpan RestoredFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>For tests of what comes after: the store is asked only after this time, as Azure takes up to 15 hours and local stores none, 0 to 1 day. Default 0.</summary>
    public TimeSpan RestoreTakes { get; init; } = TimeSpan.Zero;

    /// <summary>Rows of hot blobs that are sorted at once, in memory: 1,000 to 1,000,000. Default 100,000.</summary>
    public int MergeRows { get; init; } = 100_000;

    /// <summary>A run begins nothing new after this time, 10 seconds to 50 minutes: the host ends it after an hour. Default 8 minutes.</summary>
    public TimeSpan RunFor { get; init; } = TimeSpan.FromMinutes(8);

    /// <summary>The policy of a row.</summary>
    public string PolicyOf(DeviceEvent row)
    {
        ArgumentNullException.ThrowIfNull(row);
        foreach (var (name, policy) in Policies)
        {
            if (policy.Covers(row)) return name;
        }

        return DefaultPolicy;
    }

    /// <summary>The ages of a policy; the default's for a name that is no longer set.</summary>
    public ArchiveAges AgesOf(string policy)
    {
        var set = Policies.GetValueOrDefault(policy);
        return new ArchiveAges(set?.HotDays ?? HotDays, set?.WarmDays ?? WarmDays, set?.ColdDays ?? ColdDays, set?.KeepDays ?? KeepDays, set?.Hold ?? false);
    }

    /// <summary>Checks every setting.</summary>
    /// <exception cref="InvalidOperationException">One is outside its range; the message names it.</exception>
    public void Check()
    {
        foreach (var policy in Policies.Keys.Append(DefaultPolicy))
        {
            var (hot, warm, cold, keep, _) = AgesOf(policy);
            if (hot < 1 || warm <= hot || cold < warm || keep <= warm || keep > 36_500)
            {
                var section = policy.Length == 0 ? "Archive" : $"Archive__Policies__{policy}";
                throw new InvalidOperationException($"{section}: HotDays {hot}, WarmDays {warm}, ColdDays {cold} and KeepDays {keep} must be 1 ≤ hot < warm ≤ cold and warm < keep ≤ 36500.");
            }
        }

        if (SweepAfter < TimeSpan.FromMinutes(1) || SweepAfter > TimeSpan.FromDays(7)) throw new InvalidOperationException($"Archive__SweepAfter is {SweepAfter}; it must be 00:01:00 to 7.00:00:00.");
        if (OrphansAfter < TimeSpan.FromHours(1)) throw new InvalidOperationException($"Archive__OrphansAfter is {OrphansAfter}; it must be 01:00:00 or more.");
        if (JournalsAfter < TimeSpan.FromHours(1)) throw new InvalidOperationException($"Archive__JournalsAfter is {JournalsAfter}; it must be 01:00:00 or more.");
        if (RestoredFor < TimeSpan.FromHours(1) || RestoredFor > TimeSpan.FromDays(90)) throw new InvalidOperationException($"Archive__RestoredFor is {RestoredFor}; it must be 01:00:00 to 90.00:00:00.");
        if (RestoreTakes < TimeSpan.Zero || RestoreTakes > TimeSpan.FromDays(1)) throw new InvalidOperationException($"Archive__RestoreTakes is {RestoreTakes}; it must be 00:00:00 to 1.00:00:00.");
        if (MergeRows is < 1000 or > 1_000_000) throw new InvalidOperationException($"Archive__MergeRows is {MergeRows}; it must be 1000 to 1000000.");
        if (RunFor < TimeSpan.FromSeconds(10) || RunFor > TimeSpan.FromMinutes(50)) throw new InvalidOperationException($"Archive__RunFor is {RunFor}; it must be 00:00:10 to 00:50:00.");
    }
}

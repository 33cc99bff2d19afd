using ServerlessIot.Domain.Events;

namespace ServerlessIot.Steps.Archive;

/// <summary>How long the rows of a tenant, a data class, or both stay where. What is not set is as in <see cref="ArchiveOptions"/>.</summary>
public sealed record ArchivePolicy
{
    /// <summary>Tenant that it is for; null = every one.</summary>
    public string? Tenant { get; init; }

    /// <summary>Data class (type of the event) that it is for; null = every one.</summary>
    public string? Type { get; init; }

    /// <summary>See <see cref="ArchiveOptions.HotDays"/>.</summary>
    public int? HotDays { get; init; }

    /// <summary>See <see cref="ArchiveOptions.WarmDays"/>.</summary>
    public int? WarmDays { get; init; }

    /// <summary>See <see cref="ArchiveOptions.ColdDays"/>.</summary>
    public int? ColdDays { get; init; }

    /// <summary>See <see cref="ArchiveOptions.KeepDays"/>.</summary>
    public int? KeepDays { get; init; }

    /// <summary>Legal hold: while it is set, nothing that holds rows of its tenant is deleted for its age, whenever it was stored; without a tenant nothing at all is.</summary>
    public bool Hold { get; init; }

    /// <summary>Whether it is for a row.</summary>
    public bool Covers(DeviceEvent row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return (Tenant is null || Tenant == row.Tenant) && (Type is null || Type == row.Type);
    }
}

/// <summary>Ages in days at which rows leave the hot tier, the warm tier, Cold for Archive, and the archive; and whether they may not be deleted.</summary>
/// <param name="Hot">Leave the hot tier.</param>
/// <param name="Warm">Leave the warm tier.</param>
/// <param name="Cold">Leave Cold for Archive.</param>
/// <param name="Keep">Are deleted.</param>
/// <param name="Hold">May not be deleted.</param>
public readonly record struct ArchiveAges(int Hot, int Warm, int Cold, int Keep, bool Hold);
